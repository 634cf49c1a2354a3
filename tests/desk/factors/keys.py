"""A security key in software: it makes a key pair and signs what a browser would have it sign."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

UP, AT = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.AT


@dataclass
class SecurityKey:
    """`origin` is the page that the browser says it stands on, `place` the host it asks the key for."""

    origin: str = field(default_factory=lambda: settings.DESK_ORIGIN)
    place: str = "localhost"
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def made(self, options: str) -> str:
        """The browser's answer to a wish for a new key."""
        said = self._said(CollectedClientData.TYPE.CREATE, options)
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.credential_id, public)
        content = AttestationObject.create("none", self._content(UP | AT, credential), {})
        return self._answer(clientDataJSON=said, attestationObject=content)

    def answered(self, options: str) -> str:
        """The browser's answer to a question at sign-in."""
        said = self._said(CollectedClientData.TYPE.GET, options)
        content = self._content(UP)
        signature = self.key.sign(content + said.hash, ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=content, signature=signature)

    def _said(self, kind: str, options: str) -> CollectedClientData:
        return CollectedClientData.create(kind, json.loads(options)["challenge"], self.origin)

    def _content(self, flags: AuthenticatorData.FLAG, credential: bytes = b"") -> AuthenticatorData:
        self.count += 1
        place = hashlib.sha256(self.place.encode()).digest()
        return AuthenticatorData.create(place, flags, self.count, credential)

    def _answer(self, **response: bytes) -> str:
        name = websafe_encode(self.credential_id)
        parts: dict[str, Any] = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "clientExtensionResults": {},
                "response": parts,
            }
        )
