"""Names of other scripts in Latin letters, for a page whose font has no others."""

import re
import unicodedata
from collections.abc import Container

INDIC = range(0x0900, 0x0D80)
CONSONANTS = {
    "CA": "ch", "CHA": "chh", "TTA": "t", "TTHA": "th", "DDA": "d", "DDHA": "dh", "NNA": "n",
    "SSA": "sh", "LLA": "l", "RRA": "r", "DDDHA": "r", "RHA": "rh", "NNNA": "n", "LLLA": "zh",
}  # fmt: skip
VOWELS = {
    "A": "a", "AA": "a", "I": "i", "II": "i", "U": "u", "UU": "u", "E": "e", "EE": "e", "O": "o",
    "OO": "o", "AI": "ai", "AU": "au", "R": "ri", "RR": "ri", "L": "li", "LL": "li",
}  # fmt: skip
BREATHS = {"ANUSVARA": "n", "CANDRABINDU": "n", "BINDI": "n", "TIPPI": "n", "VISARGA": "h"}
SILENT_AT_THE_END = ("DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI")
CARRIED, ENDED = "\ue000", "\ue001"  # the vowel that a consonant carries, and its end


def in_latin(text: str, known: Container[int]) -> str:
    """
    Write what is not `known` so that it can be read: nothing disappears and nothing is a box.

    Indic scripts are spelled by their sounds, accents that the font lacks are left off, the sign
    of the rupee becomes INR; any other letter shows its number, as [U+4E2D].
    """
    words = re.split(r"(\s+)", unicodedata.normalize("NFC", text).replace("₹", "INR "))
    return "".join(_word(word, known) for word in words)


def _word(word: str, known: Container[int]) -> str:
    indic = [letter for letter in word if ord(letter) in INDIC]
    if not indic:
        return "".join(_letter(letter, known) for letter in word)
    sounds = "".join(
        _sound(unicodedata.name(letter, "")) if letter in indic else _letter(letter, known)
        for letter in word
    )
    sounds = sounds.replace(CARRIED + ENDED, "").replace(ENDED, "")
    if unicodedata.name(indic[0], "").startswith(SILENT_AT_THE_END) and len(sounds) > 2:
        sounds = sounds.removesuffix(CARRIED)
    spoken = sounds.replace(CARRIED, "a")
    return spoken[:1].upper() + spoken[1:]


def _sound(name: str) -> str:
    """Spell a letter by the end of its name, as KA of DEVANAGARI LETTER KA."""
    *_, kind, sound = ["", "", *name.split()]
    if kind == "DIGIT":
        return str(unicodedata.digit(unicodedata.lookup(name)))
    if "VOWEL SIGN" in name:
        return ENDED + VOWELS.get(sound, "")
    if sound == "VIRAMA":
        return ENDED
    if "LETTER" not in name:
        return BREATHS.get(sound, "")
    if "CHILLU" in name or sound not in CONSONANTS and not sound.endswith("A") or sound in VOWELS:
        return VOWELS.get(sound, sound.lower())
    return CONSONANTS.get(sound, sound.removesuffix("A").lower()) + CARRIED


def _letter(letter: str, known: Container[int]) -> str:
    if ord(letter) in known:
        return letter
    if letter.isspace():
        return " "
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in known)
    if bare or unicodedata.category(letter) in ("Cf", "Mn", "Cc"):
        return bare
    return f"[U+{ord(letter):04X}]"
