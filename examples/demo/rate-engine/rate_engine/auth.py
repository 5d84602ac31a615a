from typing import Annotated

import jwt
from fastapi import Depends, HTTPException, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from rate_engine.settings import settings

keys = jwt.PyJWKClient(f"{settings.token_issuer}.well-known/jwks.json")


def customer(sent: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    try:
        key = keys.get_signing_key_from_jwt(sent.credentials)
        claims = jwt.decode(sent.credentials, key, issuer=settings.token_issuer)
    except jwt.PyJWTError as error:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED) from error
    return str(claims["sub"])
