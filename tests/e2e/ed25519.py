"""Verification of Ed25519 signatures (RFC 8032 §5.1.7), so that the wallet is not asked about itself."""

from hashlib import sha512

_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)

Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    g, h = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % _P, k * m % _P, j * k % _P, i * m % _P)


def _times(factor: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = _add(result, point)
        point = _add(point, point)
        factor >>= 1
    return result


def _recover(y: int, sign: int) -> Point | None:
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return (x, y, 1, x * y % _P)


def _decode(raw: bytes) -> Point | None:
    number = int.from_bytes(raw, "little")
    return _recover(number & ((1 << 255) - 1), number >> 255)


_BASE = _recover(4 * pow(5, -1, _P) % _P, 0)


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of the message was made with the private half of the key."""
    key, commitment = _decode(public), _decode(signature[:32])
    response = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or _BASE is None or len(signature) != 64 or response >= _Q:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % _Q
    actual, expected = _times(response, _BASE), _add(commitment, _times(challenge, key))
    return (actual[0] * expected[2] - expected[0] * actual[2]) % _P == 0 and (
        actual[1] * expected[2] - expected[1] * actual[2]
    ) % _P == 0
