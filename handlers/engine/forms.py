"""The form engine in the chat: one conversation serves every form, driven by the form's data.

Typed answers, buttons and files all arrive here. The draft holds the person's place in the form; the chat remembers
only the draft's id. An answer that does not fit raises Unfit, and the question is asked again with the reason.
"""

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.engine.attachments import drop_caption
from handlers.engine.blocks import option_meant, written
from handlers.engine.filled_blocks import got_block
from handlers.engine.filling import current, keep
from handlers.engine.guides import Filling, Guides, load
from handlers.engine.helps import show_answer
from handlers.engine.presses import Topic, number
from handlers.engine.questions import FORM, ask
from handlers.engine.speech import forget, spoken
from handlers.engine.verbs import VERBS
from handlers.engine.words import likely, question_meant
from rules.engine.forms import Kind, Question
from rules.engine.refusals import Refusal, Unfit
from texts import say
from texts.phrases import verb_of
from workflow.engine.desk import Desk, holds_private
from workflow.engine.files import attach
from workflow.engine.filling import awaited, chosen, opened, understood

VERB_OF = {"back": "b", "skip": "s", "help": "h", "list": "t", "leave": "x", "done": "k"}
"""The verb of each command, and of words that ask for the same."""
_TWICE = "twice"
"""The question and the verb whose words were said there; said again, they are the answer."""


def router(guides: Guides) -> Router:
    """Build the router of the conversation for these forms."""
    here = Router(name="forms")

    @here.callback_query(Topic("f"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        filling = await opened(desk, number(words, 0), guides)
        verb = VERBS.get(words[1] if len(words) > 1 else "")
        if verb is None:
            raise Refusal("talk.old_button")
        await verb(bot, desk, state, filling, words[2:])

    @here.message(Command("back", "skip", "help", "list"), StateFilter(FORM))
    async def commanded(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        filling = await current(desk, state, guides)
        if filling is None or filling.question is None:
            raise Refusal("forms.already_sent")
        place = str(filling.form.index(filling.question.key))
        word = (message.text or "").split()[0].removeprefix("/").partition("@")[0]
        await VERBS[VERB_OF[word]](bot, desk, state, filling, [place])

    @here.message(StateFilter(FORM))
    async def answered(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        filling = await current(desk, state, guides)
        if filling is None or filling.question is None:
            raise Refusal("forms.already_sent")
        if desk.attachment is not None:
            await got_file(bot, desk, state, filling, filling.question)
            return
        if message.text is None:
            raise awaited(filling.question)
        await got_text(message, bot, desk, state, filling, filling.question)

    return here


async def got_text(
    message: Message, bot: Bot, desk: Desk, state: FSMContext, filling: Filling, question: Question
) -> None:
    """Keep the answer, or the block of answers, in a typed message; delete the message if the question is private.

    Words that ask for something (back, skip, what does it cost) are done or answered instead; where they could be the
    answer, the person is asked first. Raises Unfit when the answer does not fit, or when private answers are taken on
    the web alone.
    """
    text = message.text or ""
    if (verb := verb_of(text)) is not None and (verb != "done" or question.kind is Kind.FILES):
        before = (await state.get_data()).get(_TWICE)
        if question.kind is not Kind.TEXT:
            await VERBS[VERB_OF[verb]](bot, desk, state, filling, [str(filling.form.index(question.key))])
            return
        if before != [question.key, verb]:
            await state.update_data({_TWICE: [question.key, verb]})
            await ask(bot, desk, state, filling, question, notice=say(desk.person.language, "forms.twice", words=text))
            return
    block = written(filling, question, text)
    if block is not None:
        await got_block(message, bot, desk, state, filling, question, block)
        return
    if question.private:
        if not holds_private(desk):
            raise Unfit("forms.private_on_web")
        await forget(bot, desk, message)
    try:
        value = _answer(desk, filling, question, text)
    except Unfit:
        name = question_meant(likely(desk, text)) if question.kind is not Kind.TEXT else None
        if name is None:
            raise
        await show_answer(bot, desk, name)
        await ask(bot, desk, state, filling, question)
        return
    await keep(bot, desk, state, filling, question, value)


def _answer(desk: Desk, filling: Filling, question: Question, text: str) -> object:
    """Return the answer in the words. Raises Unfit."""
    if question.kind is not Kind.CHOICE:
        return understood(desk, filling, question, text)
    option = option_meant(desk, filling, question, text)
    if option is None:
        raise awaited(question)
    return chosen(filling, question, option.value)


async def got_file(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, question: Question) -> None:
    """Attach a file to the question; when several are sent together, reply only after the last.

    A question that takes a single file is then done. A notice about a file is shown at once. Raises Unfit when the
    question takes no files.
    """
    followed = desk.attachment is not None and desk.attachment.followed
    if question.kind is not Kind.FILES:
        if followed:
            return
        raise Unfit("forms.no_file_here")
    notice = await attach(desk, filling.draft, question, filling.progress)
    await drop_caption(bot, desk)
    if followed and notice is None:
        return
    fresh = await load(desk, filling.draft, {filling.draft.form: filling.guide})
    if question.most == 1 and notice is None:
        await VERBS["k"](bot, desk, state, fresh, [str(fresh.form.index(question.key))])
    else:
        await ask(bot, desk, state, fresh, question, notice=spoken(desk, notice) if notice else "")
