"""HTTPS with a certificate of our own."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scorelet.wire.deadline import Deadline
from scorelet.wire.messages import Answer, Message, NoAnswer, Origin, Reason, Taken
from scorelet.wire.pool import Pool
from tests.wire.server import Server, http, then_closed


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for 127.0.0.1 and models, which is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1")), x509.DNSName("models")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(private + made.public_bytes(pem))
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Server(context).running() as running:
        yield running


@pytest.fixture
def pool(certificate: Path, secure: Server) -> Iterator[Pool]:
    """Trusts the certificate; all names lead to the server."""

    def look_up(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", secure.port))]

    made = Pool(tls=partial(ssl.create_default_context, cafile=certificate), look_up=look_up)
    yield made
    made.close()


def asked(pool: Pool, host: str, port: int, body: bytes = b"") -> Answer:
    message = Message("POST", "/", {}, body)
    return pool.exchange(Origin("https", host, port), message, Deadline.after(5, time.monotonic), Taken(1_000_000))


def reason(pool: Pool, host: str, port: int) -> Reason:
    with pytest.raises(NoAnswer) as caught:
        asked(pool, host, port)
    return caught.value.reason


def test_a_connection_is_secured_and_kept(secure: Server, pool: Pool) -> None:
    secure.says(http(200, b"1" * 100_000))
    for _ in range(3):
        assert asked(pool, "127.0.0.1", secure.port, b"x" * 200_000).body == b"1" * 100_000
    assert secure.connections == 1
    assert len(secure.seen[2].body) == 200_000


def test_a_kept_connection_that_was_closed(secure: Server, pool: Pool) -> None:
    secure.says(then_closed(http(200, b"1")), http(200, b"2"))
    assert [asked(pool, "127.0.0.1", secure.port).body for _ in range(2)] == [b"1", b"2"]


def test_the_usual_port_is_left_out(secure: Server, pool: Pool) -> None:
    for port in (443, 80):
        asked(pool, "models", port)
    assert [seen.headers["host"] for seen in secure.seen] == ["models", "models:80"]


def test_a_certificate_that_nobody_vouches_for(secure: Server) -> None:
    assert reason(Pool(), "127.0.0.1", secure.port) is Reason.CERTIFICATE
    assert secure.seen == []


def test_a_certificate_of_another_host(secure: Server, pool: Pool) -> None:
    assert reason(pool, "localhost", secure.port) is Reason.CERTIFICATE


def test_a_server_that_speaks_no_tls() -> None:
    """Such as a mail server, which speaks first."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            with listener.accept()[0] as connection:
                connection.sendall(b"220 mail.example.com\r\n")
                connection.recv(10_000)

        thread = Thread(target=greet)
        thread.start()
        assert reason(Pool(), "127.0.0.1", listener.getsockname()[1]) is Reason.TLS
        thread.join()


@pytest.mark.parametrize("text", [None, "", "no certificate"])
def test_authorities_that_are_none(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    if text is not None:
        path.write_text(text)
    assert reason(Pool(tls=partial(ssl.create_default_context, cafile=path)), "127.0.0.1", 1) is Reason.AUTHORITIES
