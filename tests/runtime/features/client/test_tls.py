"""Certificates are verified, and what was asked for over TLS is not looked for without."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scorelet.errors import UpstreamError
from tests.runtime.features.client.conftest import MakeNetwork
from tests.runtime.features.client.upstream import Upstream, http


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 127.0.0.1, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(secret + signed.public_bytes(pem))
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[Upstream]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Upstream(context).running() as running:
        yield running


def https(upstream: Upstream) -> str:
    return f"https://{upstream.host}/now"


def test_a_trusted_certificate(secure: Upstream, certificate: Path, make_network: MakeNetwork) -> None:
    network = make_network(tls=ssl.create_default_context(cafile=certificate))
    secure.says(http(200, b"[" + b"1," * 50_000 + b"1]"))
    for _ in range(3):
        assert len(network.client().post(https(secure), ["x" * 200_000]).json()) == 50_001
    assert secure.connections == 1


def test_a_certificate_that_nobody_vouches_for(secure: Upstream, make_network: MakeNetwork) -> None:
    with pytest.raises(UpstreamError) as caught:
        make_network().client().get(https(secure))
    assert str(caught.value) == f"502: {secure.host} has a certificate that is not trusted"
    assert secure.requests == []


def test_a_certificate_of_another_host(secure: Upstream, certificate: Path, make_network: MakeNetwork) -> None:
    network = make_network(tls=ssl.create_default_context(cafile=certificate))
    host = secure.host.replace("127.0.0.1", "localhost")
    with pytest.raises(UpstreamError) as caught:
        network.client().get(f"https://{host}/")
    assert str(caught.value) == f"502: {host} has a certificate that is not trusted"


def test_no_way_leads_from_https_to_http(secure: Upstream, certificate: Path, make_network: MakeNetwork) -> None:
    network = make_network(tls=ssl.create_default_context(cafile=certificate))
    secure.says(http(302, Location=f"http://{secure.host}/now"))
    with pytest.raises(UpstreamError) as caught:
        network.client().get(https(secure))
    assert str(caught.value) == f"502: {secure.host} redirects from https to http"


def test_no_tls_where_it_is_expected(make_network: MakeNetwork) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
        thread = threading.Thread(target=greet, args=[server])
        thread.start()
        with pytest.raises(UpstreamError) as caught:
            make_network({"retries": 0}).client().get(f"https://{host}/")
        thread.join()
    assert str(caught.value) == f"502: {host} could not agree on TLS"


def greet(server: socket.socket) -> None:
    """As those do who speak first, such as mail servers."""
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"220 mail.example.com\r\n")
        connection.recv(10_000)
