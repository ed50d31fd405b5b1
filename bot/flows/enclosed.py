"""What is sent in answer to a question that takes a photo or a file."""

from dataclasses import replace

from bot.chat.form import Text
from bot.chat.incoming import Said
from bot.chat.ports import MOST_FILE
from bot.domain.conversations import Conversation, ConversationState
from bot.flows.catalogue import FLOWS
from bot.flows.files import FILES, written
from bot.flows.scene import Scene
from bot.flows.talk import Replies, answer_said, show
from bot.texts import talk_cards


async def enclosed(scene: Scene, talk: Conversation, event: Said) -> Replies | None:
    """A photo or a file in answer to a question that takes one, with or without words; None for others."""
    flow = FLOWS[talk.flow]
    field = flow.field(talk.step)
    takes = isinstance(field.kind, Text) and field.kind.files and talk.state is ConversationState.ASKING
    if not takes:
        return None
    large = next((file for file in event.files if file.size > MOST_FILE), None)
    if large is not None:
        await scene.say(talk_cards.too_large(large, MOST_FILE))
        return await show(scene, flow, replace(talk, card=talk.card + 1))
    sent = tuple(part for file in event.files for part in written(file))
    with_files = replace(talk, answers={**talk.answers, FILES: (*talk.answers.get(FILES, ()), *sent)})
    return await answer_said(scene, flow, with_files, event.text or talk_cards.file_words(event.files[0]))
