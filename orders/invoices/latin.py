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
CYRILLIC = {
    "A": "a", "BE": "b", "VE": "v", "GHE": "g", "DE": "d", "IE": "e", "IO": "yo", "ZHE": "zh",
    "ZE": "z", "I": "i", "SHORT I": "y", "YI": "yi", "UKRAINIAN IE": "ye", "KA": "k", "EL": "l",
    "BYELORUSSIAN-UKRAINIAN I": "i", "EM": "m", "EN": "n", "O": "o", "PE": "p", "ER": "r",
    "ES": "s", "TE": "t", "U": "u", "EF": "f", "HA": "kh", "TSE": "ts", "CHE": "ch", "SHA": "sh",
    "SHCHA": "shch", "HARD SIGN": "", "YERU": "y", "SOFT SIGN": "", "E": "e", "YU": "yu",
    "YA": "ya",
}  # fmt: skip
GREEK = {
    "ALPHA": "a", "BETA": "b", "GAMMA": "g", "DELTA": "d", "EPSILON": "e", "ZETA": "z",
    "ETA": "i", "THETA": "th", "IOTA": "i", "KAPPA": "k", "LAMDA": "l", "MU": "m", "NU": "n",
    "XI": "x", "OMICRON": "o", "PI": "p", "RHO": "r", "SIGMA": "s", "FINAL SIGMA": "s",
    "TAU": "t", "UPSILON": "y", "PHI": "f", "CHI": "ch", "PSI": "ps", "OMEGA": "o",
}  # fmt: skip
ALPHABETS = {"CYRILLIC": CYRILLIC, "GREEK": GREEK}
NAMED = re.compile(r"(CYRILLIC|GREEK) (CAPITAL|SMALL) LETTER ([A-Z -]+?)(?: WITH .*)?")
SILENT_AT_THE_END = ("DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI")
CARRIED, ENDED = "\ue000", "\ue001"  # the vowel that a consonant carries, and its end


def in_latin(text: str, known: Container[int]) -> str:
    """
    Write what is not `known` so that it can be read: nothing disappears and nothing is a box.

    Indic scripts are spelled by their sounds, Cyrillic and Greek letter by letter; accents that
    the font lacks are left off, the sign of the rupee becomes INR; any other letter shows its
    number, as [U+4E2D].
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
    if (spelled := _spelled(letter)) is not None:
        return spelled
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in known)
    if bare or unicodedata.category(letter) in ("Cf", "Mn", "Cc"):
        return bare
    return f"[U+{ord(letter):04X}]"


def _spelled(letter: str) -> str | None:
    """Spell a letter of an alphabet by its name, as ZHE of CYRILLIC SMALL LETTER ZHE."""
    if not (named := NAMED.fullmatch(unicodedata.name(letter, ""))):
        return None
    alphabet, case, name = named.groups()
    spelled = ALPHABETS[alphabet].get(name)
    return spelled.capitalize() if spelled and case == "CAPITAL" else spelled
