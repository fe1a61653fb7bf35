"""Envelopes as the standards give them: the worked example of RFC 8291, and a signature that its key verifies."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from storage.engine.envelopes import Letterbox, Signature, enclosed, letterbox, unwebbed

POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
NUMBER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
EXAMPLE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl"
    "95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_worked_example_of_the_standard_comes_out_byte_for_byte() -> None:
    box = letterbox("https://push.example/x", POINT, SECRET)
    plain = b"When I grow up, I want to be a watermelon"
    assert enclosed(plain, box, number=unwebbed(NUMBER), salt=unwebbed(SALT)) == unwebbed(EXAMPLE)
    assert enclosed(plain, box) != enclosed(plain, box)


def test_the_signature_says_for_whom_until_when_and_its_own_key_verifies_it() -> None:
    signature = Signature(Signature.fresh())
    head = signature.authorization("https://push.example", "https://award.example", 1790000000)
    scheme, token, key = head.replace(",", "").split(" ")
    claims, _, signed = token.removeprefix("t=").rpartition(".")
    raw = unwebbed(signed)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unwebbed(key.removeprefix("k=")))
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public.verify(der, claims.encode(), ec.ECDSA(SHA256()))
    assert (scheme, len(raw), signature.public) == ("vapid", 64, key.removeprefix("k="))
    assert json.loads(unwebbed(claims.partition(".")[2])) == {
        "aud": "https://push.example",
        "exp": 1790000000,
        "sub": "https://award.example",
    }


@pytest.mark.parametrize(
    ("point", "secret"),
    [
        ("", SECRET),
        (POINT, ""),
        (POINT, SECRET[:-4]),
        (POINT[:-4], SECRET),
        (POINT, "!!!"),
        (base64.urlsafe_b64encode(b"\x04" + b"\x01" * 64).decode(), SECRET),
    ],
)
def test_what_is_no_letterbox_is_refused(point: str, secret: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # what is wrong with it matters to nobody
        letterbox("https://push.example/x", point, secret)


def test_a_letterbox_shows_nothing_of_itself() -> None:
    box = letterbox("https://push.example/abc", POINT, SECRET)
    assert (repr(box), isinstance(box, Letterbox)) == ("Letterbox()", True)
