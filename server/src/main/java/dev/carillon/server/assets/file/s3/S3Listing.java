package dev.carillon.server.assets.file.s3;

import dev.carillon.server.assets.file.FileStorage.Entry;
import dev.carillon.server.platform.config.FileStoreConfig;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The files of an object store whose keys begin alike, a page of them at a time. */
final class S3Listing implements Iterator<Entry> {

  private final S3Client client;
  private final FileStoreConfig.S3 config;
  private final S3Failures failures;
  private final String prefix;
  private ListObjectsV2Response page;
  private Iterator<S3Object> objects;

  /**
   * Requests the first page.
   *
   * @throws SdkException if that fails; later pages throw {@link UncheckedIOException}
   */
  S3Listing(S3Client client, FileStoreConfig.S3 config, S3Failures failures, String prefix) {
    this.client = client;
    this.config = config;
    this.failures = failures;
    this.prefix = config.prefix() + prefix;
    this.page = client.listObjectsV2(list -> list.bucket(config.bucket()).prefix(this.prefix));
    this.objects = page.contents().iterator();
  }

  @Override
  public boolean hasNext() {
    while (!objects.hasNext() && Boolean.TRUE.equals(page.isTruncated())) {
      String from = page.nextContinuationToken();
      try {
        page =
            client.listObjectsV2(
                list -> list.bucket(config.bucket()).prefix(prefix).continuationToken(from));
      } catch (SdkException failure) {
        throw new UncheckedIOException(failures.trouble(failure));
      }
      objects = page.contents().iterator();
    }
    return objects.hasNext();
  }

  @Override
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    S3Object object = objects.next();
    return new Entry(
        object.key().substring(config.prefix().length()), object.size(), object.lastModified());
  }
}
