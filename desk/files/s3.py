"""S3 in which what was deleted is gone.

In a bucket with versioning, S3 answers a deletion with a marker and keeps the bytes; an upload that broke
off half-way stays as parts that no listing of objects shows. Both would outlive a removal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from storages.backends.s3 import S3Storage


class ErasingS3Storage(S3Storage):
    """`S3Storage` whose `delete` takes every version of an object with it.

    Raises botocore's ClientError when the server cannot list versions: then
    nobody knows what is left, and a deletion must not be called done.
    """

    def delete(self, name: str) -> None:
        """Remove all versions, delete markers and unfinished uploads of `name`. None of them is no error."""
        for key, version, _, _ in self._versions(name):
            if key == name:
                self._client.delete_object(Bucket=self.bucket_name, Key=key, VersionId=version)
        for key, upload, _ in self._unfinished(name):
            if key == name:
                self._client.abort_multipart_upload(Bucket=self.bucket_name, Key=key, UploadId=upload)

    def remove_leftovers(self, *, until: datetime) -> int:
        """Remove versions behind a delete marker set before then, and uploads begun before then; how many.

        For what was deleted by other tools than this desk, or while it was killed.
        """
        removed = 0
        deleted = {
            key for key, _, is_marker, since in self._versions("", latest=True) if is_marker and since < until
        }
        for key, version, _, since in self._versions(""):
            if key in deleted and since < until:
                self._client.delete_object(Bucket=self.bucket_name, Key=key, VersionId=version)
                removed += 1
        for key, upload, begun in self._unfinished(""):
            if begun < until:
                self._client.abort_multipart_upload(Bucket=self.bucket_name, Key=key, UploadId=upload)
                removed += 1
        return removed

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def _versions(self, prefix: str, *, latest: bool = False) -> Iterator[tuple[str, str, bool, datetime]]:
        """Key, version, whether it is a delete marker, and time of each version, or only of each latest."""
        for page in self._pages("list_object_versions", prefix):
            for kind in ("Versions", "DeleteMarkers"):
                for one in page.get(kind, ()):
                    if one["IsLatest"] or not latest:
                        yield one["Key"], one["VersionId"], kind == "DeleteMarkers", one["LastModified"]

    def _unfinished(self, prefix: str) -> Iterator[tuple[str, str, datetime]]:
        """Key, upload id and beginning of each multipart upload that was neither completed nor aborted."""
        for page in self._pages("list_multipart_uploads", prefix):
            for upload in page.get("Uploads", ()):
                yield upload["Key"], upload["UploadId"], upload["Initiated"]

    def _pages(self, listing: str, prefix: str) -> Iterator[dict[str, Any]]:
        yield from self._client.get_paginator(listing).paginate(Bucket=self.bucket_name, Prefix=prefix)
