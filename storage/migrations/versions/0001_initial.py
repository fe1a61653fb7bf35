"""All tables of the first release."""

# ruff: noqa: PLR0915  # a revision is as long as what it changes

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "attempts",
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("hour", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("who", "hour", name=op.f("pk_attempts")),
    )
    op.create_table(
        "awards",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("award", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.Boolean(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("former", sa.LargeBinary(), nullable=True),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("certificate", sa.String(length=200), nullable=False),
        sa.Column("certificate_key", sa.String(length=200), nullable=True),
        sa.Column("plaque", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("ending", sa.String(length=16), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("told_left", sa.Integer(), nullable=True),
        sa.Column("opened_year", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint("certificate_key", name=op.f("uq_awards_certificate_key")),
        sa.UniqueConstraint("holder", "decided_on", name=op.f("uq_awards_holder_decided_on")),
    )
    op.create_index(op.f("ix_awards_ended_on"), "awards", ["ended_on"], unique=False)
    op.create_index(
        op.f("ix_awards_organisation_opened_year_valid_until"),
        "awards",
        ["organisation", "opened_year", "valid_until"],
        unique=False,
    )
    op.create_index(op.f("ix_awards_told_left_valid_until"), "awards", ["told_left", "valid_until"], unique=False)
    op.create_index(op.f("ix_awards_unit"), "awards", ["unit"], unique=False)
    op.create_index(op.f("ix_awards_valid_until"), "awards", ["valid_until"], unique=False)
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "conversations",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=128), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "chat_id", "user_id", name=op.f("pk_conversations")),
    )
    op.create_table(
        "deadlines",
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("passed_over", sa.Text(), nullable=False),
        sa.Column("worked_weekends", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("subject", "kind", name=op.f("pk_deadlines")),
    )
    op.create_index(op.f("ix_deadlines_ended_at_due_on"), "deadlines", ["ended_at", "due_on"], unique=False)
    op.create_table(
        "editions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("number", name=op.f("uq_editions_number")),
    )
    op.create_table(
        "inbox",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("mine", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("chat", "message", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_chat_change"), "inbox", ["chat", "change"], unique=False)
    op.create_table(
        "inbox_chats",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_message", sa.Integer(), nullable=False),
        sa.Column("last_change", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_inbox_chats")),
    )
    op.create_table(
        "inbox_files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_files")),
    )
    op.create_index(op.f("ix_inbox_files_chat_message"), "inbox_files", ["chat", "message"], unique=False)
    op.create_table(
        "inbox_frames",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("came_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("chat", "key", name=op.f("pk_inbox_frames")),
    )
    op.create_index(op.f("ix_inbox_frames_came_at"), "inbox_frames", ["came_at"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("article", sa.Integer(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_person_id"), "journal", ["person_id"], unique=False)
    op.create_index(op.f("ix_journal_subject_id"), "journal", ["subject", "id"], unique=False)
    op.create_table(
        "letterboxes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("visitor", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("given_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letterboxes")),
        sa.UniqueConstraint("address_hash", name=op.f("uq_letterboxes_address_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_letterboxes_chat"), "letterboxes", ["chat"], unique=False)
    op.create_index(op.f("ix_letterboxes_visitor"), "letterboxes", ["visitor"], unique=False)
    op.create_table(
        "marks",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
    op.create_table(
        "numbers",
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_numbers")),
    )
    op.create_table(
        "packs",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_packs")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("consent", sa.String(length=32), nullable=True),
        sa.Column("consent_at", Moment(), nullable=True),
        sa.Column("phone_hash", sa.String(length=64), nullable=True),
        sa.Column("merged_into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("erased_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["people.id"], name=op.f("fk_people_merged_into_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_people_erased_at"), "people", ["erased_at"], unique=False)
    op.create_index(op.f("ix_people_phone_hash"), "people", ["phone_hash"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
    )
    op.create_table(
        "steps",
        sa.Column("ladder", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("ladder", name=op.f("pk_steps")),
    )
    op.create_table(
        "tips",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("code_box", sa.LargeBinary(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("waiting_since", sa.Date(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tips")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_tips_code_hash")),
    )
    op.create_table(
        "updates",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name=op.f("pk_updates")),
    )
    op.create_index(op.f("ix_updates_seen_at"), "updates", ["seen_at"], unique=False)
    op.create_table(
        "updates_in_hand",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name=op.f("pk_updates_in_hand")),
    )
    op.create_table(
        "visitors",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("came_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_visitors")),
    )
    op.create_index(op.f("ix_visitors_chat"), "visitors", ["chat"], unique=False)
    op.create_table(
        "wordings",
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_wordings")),
    )
    op.create_table(
        "award_contacts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_award_contacts_award_id_awards")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_award_contacts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_contacts")),
    )
    op.create_index(op.f("ix_award_contacts_asked_on"), "award_contacts", ["asked_on"], unique=False)
    op.create_index(op.f("ix_award_contacts_award_id"), "award_contacts", ["award_id"], unique=False)
    op.create_index(op.f("ix_award_contacts_person_id"), "award_contacts", ["person_id"], unique=False)
    op.create_table(
        "calendar_proposals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("proposed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_calendar_proposals_decided_by_people")),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_calendar_proposals_proposed_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_proposals")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_calendar_proposals_state"), "calendar_proposals", ["state"], unique=False)
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name=op.f("fk_calendar_years_confirmed_by_people")),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_calendar_years_entered_by_people")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "channels",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bot", sa.String(length=16), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("alive", sa.Boolean(), nullable=False),
        sa.Column("last_seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_channels_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("bot", "chat_id", name=op.f("uq_channels_bot_chat_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_channels_person_id"), "channels", ["person_id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("touched_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_drafts_form_subject"), "drafts", ["form", "subject"], unique=False)
    op.create_index(op.f("ix_drafts_person_id_state"), "drafts", ["person_id", "state"], unique=False)
    op.create_table(
        "emails",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("given_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("bounced_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_emails_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emails")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_emails_person_id"), "emails", ["person_id"], unique=False)
    op.create_table(
        "file_copies",
        sa.Column("inbox_file", sa.String(length=32), nullable=False),
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["inbox_file"], ["inbox_files.id"], name=op.f("fk_file_copies_inbox_file_inbox_files"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("inbox_file", "file_id", name=op.f("pk_file_copies")),
    )
    op.create_index(op.f("ix_file_copies_file_id"), "file_copies", ["file_id"], unique=False)
    op.create_table(
        "interests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stated_at", Moment(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_interests_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_interests_person_id"), "interests", ["person_id"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("used_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_links_made_by_people")),
        sa.ForeignKeyConstraint(["used_by"], ["people.id"], name=op.f("fk_links_used_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_purpose_subject"), "links", ["purpose", "subject"], unique=False)
    op.create_table(
        "presentations",
        sa.Column(
            "award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("receiver", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_presentations_award_id_awards")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_presentations_recorded_by_people")),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_presentations")),
    )
    op.create_table(
        "recusals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("interest", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("barred", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recusals_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_recusals_person_id_subject"), "recusals", ["person_id", "subject"], unique=False)
    op.create_index(op.f("ix_recusals_subject"), "recusals", ["subject"], unique=False)
    op.create_table(
        "roles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roles_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_roles_person_id"), "roles", ["person_id"], unique=False)
    op.create_index(op.f("ix_roles_role_unit"), "roles", ["role", "unit"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("done_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name=op.f("fk_tasks_done_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tasks_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("key", name=op.f("uq_tasks_key")),
    )
    op.create_index(op.f("ix_tasks_state_due_on"), "tasks", ["state", "due_on"], unique=False)
    op.create_index(op.f("ix_tasks_subject"), "tasks", ["subject"], unique=False)
    op.create_table(
        "tip_files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("tip_id", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_files_tip_id_tips"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_files")),
    )
    op.create_index(op.f("ix_tip_files_tip_id"), "tip_files", ["tip_id"], unique=False)
    op.create_table(
        "tip_handlers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tip_handlers_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_handlers")),
    )
    op.create_index(op.f("ix_tip_handlers_person_id"), "tip_handlers", ["person_id"], unique=False)
    op.create_table(
        "tip_messages",
        sa.Column("tip_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_messages_tip_id_tips"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tip_id", "place", name=op.f("pk_tip_messages")),
    )
    op.create_table(
        "affairs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("topic", sa.String(length=32), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_affairs_award_id_awards")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_affairs_draft_id_drafts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_affairs_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affairs")),
        sa.UniqueConstraint("key", name=op.f("uq_affairs_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_affairs_award_id"), "affairs", ["award_id"], unique=False)
    op.create_index(op.f("ix_affairs_holder_kind_year"), "affairs", ["holder", "kind", "year"], unique=False)
    op.create_index(op.f("ix_affairs_kind_state"), "affairs", ["kind", "state"], unique=False)
    op.create_index(op.f("ix_affairs_person_id"), "affairs", ["person_id"], unique=False)
    op.create_table(
        "answers",
        sa.Column(
            "draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_answers_draft_id_drafts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft_id", "question", name=op.f("pk_answers")),
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("identity", sa.String(length=64), nullable=True),
        sa.Column("supplemented", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_applications_draft_id_drafts")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_applications_edition_id_editions")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_applications_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_applications_draft_id")),
        sa.UniqueConstraint("number", name=op.f("uq_applications_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_applications_edition_id_state"), "applications", ["edition_id", "state"], unique=False)
    op.create_index(op.f("ix_applications_identity"), "applications", ["identity"], unique=False)
    op.create_index(op.f("ix_applications_person_id"), "applications", ["person_id"], unique=False)
    op.create_index(op.f("ix_applications_unit_state"), "applications", ["unit", "state"], unique=False)
    op.create_table(
        "consultation_summaries",
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_consultation_summaries_draft_id_drafts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consultation_summaries_person_id_people")),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_consultation_summaries")),
    )
    op.create_table(
        "consultations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("replied_at", Moment(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_consultations_asked_by_people")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_consultations_draft_id_drafts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_consultations_draft_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_consultations_subject"), "consultations", ["subject"], unique=False)
    op.create_table(
        "evaluation_reports",
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_evaluation_reports_closed_by_people")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_evaluation_reports_draft_id_drafts")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_evaluation_reports_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_evaluation_reports")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_evaluation_reports_draft_id")),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("blob", sa.String(length=32), nullable=True),
        sa.Column("locked_at", Moment(), nullable=True),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_files_draft_id_drafts")),
        sa.ForeignKeyConstraint(["owner"], ["people.id"], name=op.f("fk_files_owner_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("blob", name=op.f("uq_files_blob")),
    )
    op.create_index(op.f("ix_files_draft_id"), "files", ["draft_id"], unique=False)
    op.create_index(op.f("ix_files_sha256"), "files", ["sha256"], unique=False)
    op.create_index(op.f("ix_files_subject"), "files", ["subject"], unique=False)
    op.create_table(
        "government_decisions",
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_government_decisions_draft_id_drafts")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_government_decisions_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["people.id"], name=op.f("fk_government_decisions_recorded_by_people")
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_government_decisions")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_government_decisions_draft_id")),
    )
    op.create_table(
        "meetings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("convened_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("convened_at", Moment(), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["convened_by"], ["people.id"], name=op.f("fk_meetings_convened_by_people")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_meetings_draft_id_drafts")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_meetings_edition_id_editions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_meetings_draft_id")),
    )
    op.create_index(op.f("ix_meetings_edition_id"), "meetings", ["edition_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("replaced_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_notices_draft_id_drafts")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_notices_edition_id_editions")),
        sa.ForeignKeyConstraint(["replaces_id"], ["notices.id"], name=op.f("fk_notices_replaces_id_notices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_notices_draft_id")),
        sa.UniqueConstraint("number", name=op.f("uq_notices_number")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_notices_replaces_id")),
    )
    op.create_index(op.f("ix_notices_last_day"), "notices", ["last_day"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(length=100), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=True),
        sa.Column("buttons", sa.LargeBinary(), nullable=True),
        sa.Column("paper", sa.String(length=64), nullable=True),
        sa.Column("paper_subject", sa.String(length=128), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("next_try_at", Moment(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.Column("proof", sa.String(length=128), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("over", sa.String(length=16), nullable=True),
        sa.Column("wording", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_outbox_channel_id_channels")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_person_id"), "outbox", ["person_id"], unique=False)
    op.create_index(op.f("ix_outbox_state_next_try_at"), "outbox", ["state", "next_try_at"], unique=False)
    op.create_table(
        "self_assessments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("back_by", sa.Date(), nullable=True),
        sa.Column("missed_on", sa.Date(), nullable=True),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_self_assessments_award_id_awards")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_self_assessments_draft_id_drafts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessments")),
        sa.UniqueConstraint("holder", "year", name=op.f("uq_self_assessments_holder_year")),
    )
    op.create_index(op.f("ix_self_assessments_award_id"), "self_assessments", ["award_id"], unique=False)
    op.create_index(op.f("ix_self_assessments_state"), "self_assessments", ["state"], unique=False)
    op.create_index(
        op.f("ix_self_assessments_year_state_told_on"), "self_assessments", ["year", "state", "told_on"], unique=False
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("browser", sa.LargeBinary(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_sign_ins_channel_id_channels"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_channel_id"), "sign_ins", ["channel_id"], unique=False)
    op.create_index(op.f("ix_sign_ins_person_id"), "sign_ins", ["person_id"], unique=False)
    op.create_index(op.f("ix_sign_ins_seen_at"), "sign_ins", ["seen_at"], unique=False)
    op.create_table(
        "tip_keys",
        sa.Column("tip_id", sa.String(length=32), nullable=False),
        sa.Column("handler_id", sa.String(length=32), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handler_id"], ["tip_handlers.id"], name=op.f("fk_tip_keys_handler_id_tip_handlers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_keys_tip_id_tips"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tip_id", "handler_id", name=op.f("pk_tip_keys")),
    )
    op.create_index(op.f("ix_tip_keys_handler_id"), "tip_keys", ["handler_id"], unique=False)
    op.create_table(
        "tip_sittings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("handler_id", sa.String(length=32), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handler_id"],
            ["tip_handlers.id"],
            name=op.f("fk_tip_sittings_handler_id_tip_handlers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_sittings")),
    )
    op.create_table(
        "activity_guests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("affair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["affair_id"], ["affairs.id"], name=op.f("fk_activity_guests_affair_id_affairs")),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_activity_guests_award_id_awards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_guests")),
        sa.UniqueConstraint("affair_id", "award_id", name=op.f("uq_activity_guests_affair_id_award_id")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("head", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("assigned_at", Moment(), nullable=False),
        sa.Column("assigned_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("scores", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("locked_at", Moment(), nullable=True),
        sa.Column("marked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_assignments_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["assigned_by"], ["people.id"], name=op.f("fk_assignments_assigned_by_people")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_assignments_draft_id_drafts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_assignments_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint(
            "application_id", "part", "person_id", name=op.f("uq_assignments_application_id_part_person_id")
        ),
        sa.UniqueConstraint("draft_id", name=op.f("uq_assignments_draft_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_assignments_person_id_standing"), "assignments", ["person_id", "standing"], unique=False)
    op.create_table(
        "candidates",
        sa.Column(
            "application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("honour", sa.String(length=16), nullable=False),
        sa.Column("score", sa.String(length=32), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("put_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_candidates_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_candidates_edition_id_editions")),
        sa.ForeignKeyConstraint(["put_by"], ["people.id"], name=op.f("fk_candidates_put_by_people")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_candidates")),
    )
    op.create_index(op.f("ix_candidates_edition_id"), "candidates", ["edition_id"], unique=False)
    op.create_table(
        "dispatches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("paper", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("printed_at", Moment(), nullable=True),
        sa.Column("printed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("template", sa.Integer(), nullable=True),
        sa.Column("scans", sa.Text(), nullable=True),
        sa.Column("sealed_at", Moment(), nullable=True),
        sa.Column("sealed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_dispatches_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_dispatches_edition_id_editions")),
        sa.ForeignKeyConstraint(["printed_by"], ["people.id"], name=op.f("fk_dispatches_printed_by_people")),
        sa.ForeignKeyConstraint(["sealed_by"], ["people.id"], name=op.f("fk_dispatches_sealed_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
        sa.UniqueConstraint("number", name=op.f("uq_dispatches_number")),
        sa.UniqueConstraint("paper", "subject", name=op.f("uq_dispatches_paper_subject")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dispatches_application_id"), "dispatches", ["application_id"], unique=False)
    op.create_index(op.f("ix_dispatches_edition_id_paper"), "dispatches", ["edition_id", "paper"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drafted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drafted_at", Moment(), nullable=False),
        sa.Column("returned", sa.LargeBinary(), nullable=True),
        sa.Column("approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_letters_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["people.id"], name=op.f("fk_letters_approved_by_people")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_letters_draft_id_drafts")),
        sa.ForeignKeyConstraint(["drafted_by"], ["people.id"], name=op.f("fk_letters_drafted_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("application_id", "kind", name=op.f("uq_letters_application_id_kind")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_letters_draft_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "meeting_members",
        sa.Column(
            "meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_members_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_meeting_members_person_id_people")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_meeting_members")),
    )
    op.create_table(
        "notice_entries",
        sa.Column(
            "notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("award", sa.String(length=32), nullable=True),
        sa.Column("cleared_at", Moment(), nullable=True),
        sa.Column("struck_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_notice_entries_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_entries_notice_id_notices")),
        sa.PrimaryKeyConstraint("notice_id", "place", name=op.f("pk_notice_entries")),
    )
    op.create_index(op.f("ix_notice_entries_application_id"), "notice_entries", ["application_id"], unique=False)
    op.create_table(
        "objections",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("who", sa.String(length=16), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("examine_by", sa.Date(), nullable=False),
        sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("at_counter", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("complete_by", sa.Date(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("confirm_by", sa.Date(), nullable=True),
        sa.Column("identity_matches", sa.Boolean(), nullable=True),
        sa.Column("same_as", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("examined_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("admitted_on", sa.Date(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("matter", sa.LargeBinary(), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=True),
        sa.Column("topic", sa.String(length=64), nullable=True),
        sa.Column("erased_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_objections_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_objections_draft_id_drafts")),
        sa.ForeignKeyConstraint(["examined_by"], ["people.id"], name=op.f("fk_objections_examined_by_people")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_objections_notice_id_notices")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_objections_person_id_people")),
        sa.ForeignKeyConstraint(["same_as"], ["objections.id"], name=op.f("fk_objections_same_as_objections")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_objections_draft_id")),
        sa.UniqueConstraint("number", name=op.f("uq_objections_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_objections_application_id"), "objections", ["application_id"], unique=False)
    op.create_index(op.f("ix_objections_identity"), "objections", ["identity"], unique=False)
    op.create_index(op.f("ix_objections_notice_id"), "objections", ["notice_id"], unique=False)
    op.create_index(op.f("ix_objections_person_id"), "objections", ["person_id"], unique=False)
    op.create_index(op.f("ix_objections_state"), "objections", ["state"], unique=False)
    op.create_index(op.f("ix_objections_topic"), "objections", ["topic"], unique=False)
    op.create_table(
        "opinions",
        sa.Column(
            "application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_opinions_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_opinions_draft_id_drafts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_opinions_person_id_people")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_opinions")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_opinions_draft_id")),
    )
    op.create_table(
        "outcomes",
        sa.Column(
            "application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("honour", sa.String(length=16), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("recused", sa.Integer(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("votes_abstain", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_outcomes_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_outcomes_decided_by_people")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_outcomes_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_outcomes")),
    )
    op.create_index(op.f("ix_outcomes_meeting_id"), "outcomes", ["meeting_id"], unique=False)
    op.create_table(
        "reasons",
        sa.Column(
            "application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_reasons_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_reasons_draft_id_drafts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reasons_person_id_people")),
        sa.PrimaryKeyConstraint("application_id", "act", name=op.f("pk_reasons")),
    )
    op.create_table(
        "sanctions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("hear_by", sa.Date(), nullable=True),
        sa.Column("plaque", sa.String(length=16), nullable=True),
        sa.Column("certificate", sa.String(length=16), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("matter", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_sanctions_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_sanctions_award_id_awards")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_sanctions_opened_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sanctions_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions")),
        sa.UniqueConstraint("number", name=op.f("uq_sanctions_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sanctions_application_id"), "sanctions", ["application_id"], unique=False)
    op.create_index(op.f("ix_sanctions_award_id"), "sanctions", ["award_id"], unique=False)
    op.create_index(op.f("ix_sanctions_holder"), "sanctions", ["holder"], unique=False)
    op.create_index(op.f("ix_sanctions_person_id"), "sanctions", ["person_id"], unique=False)
    op.create_index(op.f("ix_sanctions_state"), "sanctions", ["state"], unique=False)
    op.create_table(
        "site_reports",
        sa.Column(
            "application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_site_reports_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_site_reports_draft_id_drafts")),
        sa.ForeignKeyConstraint(["written_by"], ["people.id"], name=op.f("fk_site_reports_written_by_people")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_site_reports")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_site_reports_draft_id")),
    )
    op.create_table(
        "site_signatures",
        sa.Column(
            "application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_site_signatures_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_site_signatures_person_id_people")),
        sa.PrimaryKeyConstraint("application_id", "person_id", name=op.f("pk_site_signatures")),
    )
    op.create_table(
        "supplements",
        sa.Column(
            "application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplied_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_supplements_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_supplements_asked_by_people")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_supplements_draft_id_drafts")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_supplements")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_supplements_draft_id")),
    )
    op.create_table(
        "templates",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.String(length=32), nullable=True),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_templates_changed_by_people")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_templates_file_id_files")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
        sa.UniqueConstraint("kind", "language", "version", name=op.f("uq_templates_kind_language_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("planned_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("planned_at", Moment(), nullable=False),
        sa.Column("bring", sa.LargeBinary(), nullable=True),
        sa.Column("presenter", sa.LargeBinary(), nullable=True),
        sa.Column("substitute", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_visits_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["planned_by"], ["people.id"], name=op.f("fk_visits_planned_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("number", name=op.f("uq_visits_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visits_application_id_part"), "visits", ["application_id", "part"], unique=False)
    op.create_index(op.f("ix_visits_state_at"), "visits", ["state", "at"], unique=False)
    op.create_table(
        "votes",
        sa.Column(
            "meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("vote", sa.String(length=16), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_votes_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_votes_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_votes_person_id_people")),
        sa.PrimaryKeyConstraint("meeting_id", "application_id", "person_id", name=op.f("pk_votes")),
    )
    op.create_table(
        "bars",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sanction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sanction_id"], ["sanctions.id"], name=op.f("fk_bars_sanction_id_sanctions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bars")),
        sa.UniqueConstraint("sanction_id", name=op.f("uq_bars_sanction_id")),
    )
    op.create_index(op.f("ix_bars_holder"), "bars", ["holder"], unique=False)
    op.create_index(op.f("ix_bars_until_on"), "bars", ["until_on"], unique=False)
    op.create_table(
        "investigations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("objection_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("named_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("named_at", Moment(), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("handed_in_at", Moment(), nullable=True),
        sa.Column("released_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_investigations_draft_id_drafts")),
        sa.ForeignKeyConstraint(["named_by"], ["people.id"], name=op.f("fk_investigations_named_by_people")),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objections.id"], name=op.f("fk_investigations_objection_id_objections")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_investigations_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investigations")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_investigations_draft_id")),
        sa.UniqueConstraint("objection_id", "person_id", name=op.f("uq_investigations_objection_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "objection_identities",
        sa.Column(
            "objection_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objections.id"], name=op.f("fk_objection_identities_objection_id_objections")
        ),
        sa.PrimaryKeyConstraint("objection_id", "field", name=op.f("pk_objection_identities")),
    )
    op.create_table(
        "reevaluations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("report_by", sa.Date(), nullable=True),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sanction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("matter", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_reevaluations_award_id_awards")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_reevaluations_draft_id_drafts")),
        sa.ForeignKeyConstraint(["sanction_id"], ["sanctions.id"], name=op.f("fk_reevaluations_sanction_id_sanctions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reevaluations")),
        sa.UniqueConstraint("award_id", "until", name=op.f("uq_reevaluations_award_id_until")),
        sa.UniqueConstraint("number", name=op.f("uq_reevaluations_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reevaluations_sanction_id"), "reevaluations", ["sanction_id"], unique=False)
    op.create_index(op.f("ix_reevaluations_state"), "reevaluations", ["state"], unique=False)
    op.create_table(
        "rectifications",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reevaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("demand", sa.LargeBinary(), nullable=False),
        sa.Column("proved_on", sa.Date(), nullable=True),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_rectifications_draft_id_drafts")),
        sa.ForeignKeyConstraint(
            ["reevaluation_id"], ["reevaluations.id"], name=op.f("fk_rectifications_reevaluation_id_reevaluations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectifications")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_rectifications_draft_id")),
        sa.UniqueConstraint("reevaluation_id", "place", name=op.f("uq_rectifications_reevaluation_id_place")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reevaluation_opinions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reevaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("named_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("named_at", Moment(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("handed_in_at", Moment(), nullable=True),
        sa.Column("released_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_reevaluation_opinions_draft_id_drafts")),
        sa.ForeignKeyConstraint(["named_by"], ["people.id"], name=op.f("fk_reevaluation_opinions_named_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reevaluation_opinions_person_id_people")),
        sa.ForeignKeyConstraint(
            ["reevaluation_id"],
            ["reevaluations.id"],
            name=op.f("fk_reevaluation_opinions_reevaluation_id_reevaluations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reevaluation_opinions")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_reevaluation_opinions_draft_id")),
        sa.UniqueConstraint(
            "reevaluation_id",
            "round",
            "person_id",
            name=op.f("uq_reevaluation_opinions_reevaluation_id_round_person_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reevaluation_opinions_person_id"), "reevaluation_opinions", ["person_id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER journal_refuses_update BEFORE update ON journal BEGIN SELECT RAISE(ABORT, "
            "'the journal is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER journal_refuses_delete BEFORE delete ON journal BEGIN SELECT RAISE(ABORT, "
            "'the journal is append-only'); END"
        )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'the journal is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER journal_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON journal FOR EACH "
            "STATEMENT EXECUTE FUNCTION journal_refuses()"
        )


def downgrade() -> None:
    """Take it back to the revision before."""
    op.drop_index(op.f("ix_reevaluation_opinions_person_id"), table_name="reevaluation_opinions")
    op.drop_table("reevaluation_opinions")
    op.drop_table("rectifications")
    op.drop_index(op.f("ix_reevaluations_state"), table_name="reevaluations")
    op.drop_index(op.f("ix_reevaluations_sanction_id"), table_name="reevaluations")
    op.drop_table("reevaluations")
    op.drop_table("objection_identities")
    op.drop_table("investigations")
    op.drop_index(op.f("ix_bars_until_on"), table_name="bars")
    op.drop_index(op.f("ix_bars_holder"), table_name="bars")
    op.drop_table("bars")
    op.drop_table("votes")
    op.drop_index(op.f("ix_visits_state_at"), table_name="visits")
    op.drop_index(op.f("ix_visits_application_id_part"), table_name="visits")
    op.drop_table("visits")
    op.drop_table("templates")
    op.drop_table("supplements")
    op.drop_table("site_signatures")
    op.drop_table("site_reports")
    op.drop_index(op.f("ix_sanctions_state"), table_name="sanctions")
    op.drop_index(op.f("ix_sanctions_person_id"), table_name="sanctions")
    op.drop_index(op.f("ix_sanctions_holder"), table_name="sanctions")
    op.drop_index(op.f("ix_sanctions_award_id"), table_name="sanctions")
    op.drop_index(op.f("ix_sanctions_application_id"), table_name="sanctions")
    op.drop_table("sanctions")
    op.drop_table("reasons")
    op.drop_index(op.f("ix_outcomes_meeting_id"), table_name="outcomes")
    op.drop_table("outcomes")
    op.drop_table("opinions")
    op.drop_index(op.f("ix_objections_topic"), table_name="objections")
    op.drop_index(op.f("ix_objections_state"), table_name="objections")
    op.drop_index(op.f("ix_objections_person_id"), table_name="objections")
    op.drop_index(op.f("ix_objections_notice_id"), table_name="objections")
    op.drop_index(op.f("ix_objections_identity"), table_name="objections")
    op.drop_index(op.f("ix_objections_application_id"), table_name="objections")
    op.drop_table("objections")
    op.drop_index(op.f("ix_notice_entries_application_id"), table_name="notice_entries")
    op.drop_table("notice_entries")
    op.drop_table("meeting_members")
    op.drop_table("letters")
    op.drop_index(op.f("ix_dispatches_edition_id_paper"), table_name="dispatches")
    op.drop_index(op.f("ix_dispatches_application_id"), table_name="dispatches")
    op.drop_table("dispatches")
    op.drop_index(op.f("ix_candidates_edition_id"), table_name="candidates")
    op.drop_table("candidates")
    op.drop_index(op.f("ix_assignments_person_id_standing"), table_name="assignments")
    op.drop_table("assignments")
    op.drop_table("activity_guests")
    op.drop_table("tip_sittings")
    op.drop_index(op.f("ix_tip_keys_handler_id"), table_name="tip_keys")
    op.drop_table("tip_keys")
    op.drop_index(op.f("ix_sign_ins_seen_at"), table_name="sign_ins")
    op.drop_index(op.f("ix_sign_ins_person_id"), table_name="sign_ins")
    op.drop_index(op.f("ix_sign_ins_channel_id"), table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_self_assessments_year_state_told_on"), table_name="self_assessments")
    op.drop_index(op.f("ix_self_assessments_state"), table_name="self_assessments")
    op.drop_index(op.f("ix_self_assessments_award_id"), table_name="self_assessments")
    op.drop_table("self_assessments")
    op.drop_index(op.f("ix_outbox_state_next_try_at"), table_name="outbox")
    op.drop_index(op.f("ix_outbox_person_id"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_notices_last_day"), table_name="notices")
    op.drop_table("notices")
    op.drop_index(op.f("ix_meetings_edition_id"), table_name="meetings")
    op.drop_table("meetings")
    op.drop_table("government_decisions")
    op.drop_index(op.f("ix_files_subject"), table_name="files")
    op.drop_index(op.f("ix_files_sha256"), table_name="files")
    op.drop_index(op.f("ix_files_draft_id"), table_name="files")
    op.drop_table("files")
    op.drop_table("evaluation_reports")
    op.drop_index(op.f("ix_consultations_subject"), table_name="consultations")
    op.drop_table("consultations")
    op.drop_table("consultation_summaries")
    op.drop_index(op.f("ix_applications_unit_state"), table_name="applications")
    op.drop_index(op.f("ix_applications_person_id"), table_name="applications")
    op.drop_index(op.f("ix_applications_identity"), table_name="applications")
    op.drop_index(op.f("ix_applications_edition_id_state"), table_name="applications")
    op.drop_table("applications")
    op.drop_table("answers")
    op.drop_index(op.f("ix_affairs_person_id"), table_name="affairs")
    op.drop_index(op.f("ix_affairs_kind_state"), table_name="affairs")
    op.drop_index(op.f("ix_affairs_holder_kind_year"), table_name="affairs")
    op.drop_index(op.f("ix_affairs_award_id"), table_name="affairs")
    op.drop_table("affairs")
    op.drop_table("tip_messages")
    op.drop_index(op.f("ix_tip_handlers_person_id"), table_name="tip_handlers")
    op.drop_table("tip_handlers")
    op.drop_index(op.f("ix_tip_files_tip_id"), table_name="tip_files")
    op.drop_table("tip_files")
    op.drop_index(op.f("ix_tasks_subject"), table_name="tasks")
    op.drop_index(op.f("ix_tasks_state_due_on"), table_name="tasks")
    op.drop_table("tasks")
    op.drop_index(op.f("ix_roles_role_unit"), table_name="roles")
    op.drop_index(op.f("ix_roles_person_id"), table_name="roles")
    op.drop_table("roles")
    op.drop_index(op.f("ix_recusals_subject"), table_name="recusals")
    op.drop_index(op.f("ix_recusals_person_id_subject"), table_name="recusals")
    op.drop_table("recusals")
    op.drop_table("presentations")
    op.drop_index(op.f("ix_links_purpose_subject"), table_name="links")
    op.drop_table("links")
    op.drop_index(op.f("ix_interests_person_id"), table_name="interests")
    op.drop_table("interests")
    op.drop_index(op.f("ix_file_copies_file_id"), table_name="file_copies")
    op.drop_table("file_copies")
    op.drop_index(op.f("ix_emails_person_id"), table_name="emails")
    op.drop_table("emails")
    op.drop_index(op.f("ix_drafts_person_id_state"), table_name="drafts")
    op.drop_index(op.f("ix_drafts_form_subject"), table_name="drafts")
    op.drop_table("drafts")
    op.drop_index(op.f("ix_channels_person_id"), table_name="channels")
    op.drop_table("channels")
    op.drop_table("calendar_years")
    op.drop_index(op.f("ix_calendar_proposals_state"), table_name="calendar_proposals")
    op.drop_table("calendar_proposals")
    op.drop_index(op.f("ix_award_contacts_person_id"), table_name="award_contacts")
    op.drop_index(op.f("ix_award_contacts_award_id"), table_name="award_contacts")
    op.drop_index(op.f("ix_award_contacts_asked_on"), table_name="award_contacts")
    op.drop_table("award_contacts")
    op.drop_table("wordings")
    op.drop_index(op.f("ix_visitors_chat"), table_name="visitors")
    op.drop_table("visitors")
    op.drop_table("updates_in_hand")
    op.drop_index(op.f("ix_updates_seen_at"), table_name="updates")
    op.drop_table("updates")
    op.drop_table("tips")
    op.drop_table("steps")
    op.drop_table("signatures")
    op.drop_index(op.f("ix_people_phone_hash"), table_name="people")
    op.drop_index(op.f("ix_people_erased_at"), table_name="people")
    op.drop_table("people")
    op.drop_table("packs")
    op.drop_table("numbers")
    op.drop_table("marks")
    op.drop_index(op.f("ix_letterboxes_visitor"), table_name="letterboxes")
    op.drop_index(op.f("ix_letterboxes_chat"), table_name="letterboxes")
    op.drop_table("letterboxes")
    op.drop_index(op.f("ix_journal_subject_id"), table_name="journal")
    op.drop_index(op.f("ix_journal_person_id"), table_name="journal")
    op.drop_table("journal")
    op.drop_index(op.f("ix_inbox_frames_came_at"), table_name="inbox_frames")
    op.drop_table("inbox_frames")
    op.drop_index(op.f("ix_inbox_files_chat_message"), table_name="inbox_files")
    op.drop_table("inbox_files")
    op.drop_table("inbox_chats")
    op.drop_index(op.f("ix_inbox_chat_change"), table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("editions")
    op.drop_index(op.f("ix_deadlines_ended_at_due_on"), table_name="deadlines")
    op.drop_table("deadlines")
    op.drop_table("conversations")
    op.drop_table("calendar_days")
    op.drop_index(op.f("ix_awards_valid_until"), table_name="awards")
    op.drop_index(op.f("ix_awards_unit"), table_name="awards")
    op.drop_index(op.f("ix_awards_told_left_valid_until"), table_name="awards")
    op.drop_index(op.f("ix_awards_organisation_opened_year_valid_until"), table_name="awards")
    op.drop_index(op.f("ix_awards_ended_on"), table_name="awards")
    op.drop_table("awards")
    op.drop_table("attempts")
