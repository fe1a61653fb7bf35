"""The form engine in the chat: one conversation serves every form, driven by the form's data.

Typed answers, buttons and files all arrive here. The draft holds the person's place in the form; the chat remembers
only the draft's id. An answer that does not fit raises Unfit, and the question is asked again with the reason.
"""

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.engine.attachments import drop_caption
from handlers.engine.blocks import written
from handlers.engine.filled_blocks import got_block
from handlers.engine.filling import current, keep
from handlers.engine.guides import Filling, Guides, load
from handlers.engine.presses import Topic, number
from handlers.engine.questions import FORM, ask
from handlers.engine.speech import forget, spoken
from handlers.engine.verbs import VERBS
from rules.engine.forms import Kind, Question
from rules.engine.refusals import Refusal, Unfit
from workflow.engine.desk import Desk, holds_private
from workflow.engine.files import attach
from workflow.engine.filling import awaited, opened, understood


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
        await VERBS[{"back": "b", "skip": "s", "help": "h", "list": "t"}[word]](bot, desk, state, filling, [place])

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

    Raises Unfit when the answer does not fit, or when private answers are taken on the web alone.
    """
    block = written(filling, question, message.text or "")
    if block is not None:
        await got_block(message, bot, desk, state, filling, question, block)
        return
    if question.private:
        if not holds_private(desk):
            raise Unfit("forms.private_on_web")
        await forget(bot, desk, message)
    await keep(bot, desk, state, filling, question, understood(desk, filling, question, message.text or ""))


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
