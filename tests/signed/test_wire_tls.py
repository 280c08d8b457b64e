"""HTTPS, as AWS is asked, with a certificate of our own."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scorelet.signed.deadline import Deadline
from scorelet.signed.endpoints import Origin
from scorelet.signed.retries import Timing
from scorelet.signed.wire import Answer, Message, NoAnswer, Taken, Wire
from tests.signed.scripted import ok


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for 127.0.0.1, which is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(private + made.public_bytes(pem))
    return path


@contextmanager
def listening(context: ssl.SSLContext | None, answers: int) -> Iterator[Origin]:
    """Answers so many requests on one connection, then closes it; without a context it speaks no TLS."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            connection = listener.accept()[0]
            with context.wrap_socket(connection, server_side=True) if context else connection as secured:
                for _ in range(answers):
                    secured.recv(65536)
                    secured.sendall(ok(b"hello").data)

    thread = Thread(target=serve)
    thread.start()
    try:
        yield Origin("https", "127.0.0.1", listener.getsockname()[1])
    finally:
        thread.join()
        listener.close()


def asked(wire: Wire, origin: Origin) -> Answer:
    return wire.exchange(origin, Message("GET", "/", {"host": "x"}), Deadline(5, time.monotonic), Taken(100))


def test_a_connection_is_secured_and_kept(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    wire = Wire(Timing(), time.time, str(certificate))
    with listening(context, 2) as origin:
        assert [asked(wire, origin).body for _ in range(2)] == [b"hello", b"hello"]
    wire.close()


def test_a_certificate_that_nobody_vouches_for(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with listening(context, 1) as origin, pytest.raises(NoAnswer) as caught:
        asked(Wire(Timing(), time.time), origin)
    assert (caught.value.why, caught.value.again) == ("the server's certificate does not hold", False)


def test_a_server_that_speaks_no_tls() -> None:
    with listening(None, 1) as origin, pytest.raises(NoAnswer) as caught:
        asked(Wire(Timing(), time.time), origin)
    assert (caught.value.why, caught.value.again) == ("the connection broke off", True)
