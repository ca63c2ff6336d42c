"""Time stamps (RFC 3161): a service says when something existed. Only imported where one is asked for."""

import asyncio

import requests
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

__all__ = ('OurTimeStamper',)

MAX_ANSWER = 256 * 1024


class OurTimeStamper(TimeStamper):
    """Asks a service by HTTP: bounded in time and size, never sent elsewhere, and wrong answers are errors."""

    def __init__(self, url: str, *, timeout: int) -> None:
        super().__init__()
        self.url = url
        self.timeout = timeout

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return await asyncio.to_thread(self._ask, req)

    def _ask(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            with requests.post(
                self.url,
                data=req.dump(),
                headers={'Content-Type': 'application/timestamp-query', 'Accept': 'application/timestamp-reply'},
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            ) as answer:
                content = answer.raw.read(MAX_ANSWER + 1, decode_content=True)
                media_type = answer.headers.get('Content-Type', '').split(';')[0].strip()
                status = answer.status_code
        except (OSError, requests.RequestException) as error:
            raise TimestampRequestError(f'no answer: {type(error).__name__}') from error
        if status != requests.codes.ok or media_type != 'application/timestamp-reply' or len(content) > MAX_ANSWER:
            raise TimestampRequestError(f'an answer that is no time stamp (status {status}, type {media_type})')
        return self._checked(content, req)

    def _checked(self, content: bytes, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the answer if it grants a stamp for what was asked."""
        try:
            response = tsp.TimeStampResp.load(content, strict=True)
            granted = response['status']['status'].native
            if granted not in {'granted', 'granted_with_mods'}:
                raise TimestampRequestError(f'it refused: {granted}')
            info = response['time_stamp_token']['content']['encap_content_info']['content'].parsed
            same = info['message_imprint'].dump() == req['message_imprint'].dump()
            same = same and info['nonce'].native == req['nonce'].native
        except (ValueError, TypeError, KeyError) as error:
            raise TimestampRequestError('an answer that cannot be read') from error
        if not same:
            raise TimestampRequestError('a stamp for something else')
        return response
