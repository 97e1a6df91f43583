package dev.carillon.server.assets.file.s3;

import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.StoredFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Sends a file to an object store: a small one at once, a large one in parts, each with its MD5,
 * which the store checks. Bytes are read from the disk while they are sent.
 *
 * <p>The SHA-256 is sent along and kept with the object. {@link S3Storage#copy} compares it with
 * the key before a file is sent, {@link VerifiedStream} as the object is read, and this class only
 * if a response was lost.
 *
 * @param partBytes how long a part is; a file that is no longer is sent at once
 * @param transfer how long one attempt to send a file or a part may take
 * @param patient has the parts of a file joined, which takes a store long
 */
record S3Upload(
    S3Client client, String bucket, long partBytes, Duration transfer, S3Client patient) {

  /** The name under which the SHA-256 of a file's content is kept with it. */
  static final String SHA256 = "sha256";

  /** A store takes 10,000 parts at most. */
  private static final long PARTS_MAX = 9_000;

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String TYPE = "application/octet-stream";

  private static final System.Logger LOG = System.getLogger(S3Upload.class.getName());

  /**
   * Sends a file; there is nothing under its key, or what was there before, until it is complete.
   *
   * @param sha256 of its content
   */
  void send(Path file, String key, String sha256) throws IOException {
    long length = Files.size(file);
    if (length > partBytes) {
      sendParts(file, length, key, sha256);
      return;
    }
    try (FilePart part = new FilePart(file, 0, length)) {
      String md5 = part.md5();
      client.putObject(
          put ->
              put.bucket(bucket)
                  .key(key)
                  .contentType(TYPE)
                  .contentMD5(md5)
                  .metadata(Map.of(SHA256, sha256))
                  .overrideConfiguration(this::sending),
          part.body());
    }
  }

  /** Sends bytes, as a file of them. */
  void send(byte[] bytes, String key) {
    MessageDigest md5 = Digests.md5();
    String sent = Base64.getEncoder().encodeToString(md5.digest(bytes));
    client.putObject(
        put ->
            put.bucket(bucket)
                .key(key)
                .contentType(TYPE)
                .contentMD5(sent)
                .metadata(Map.of(SHA256, Digests.sha256(bytes)))
                .overrideConfiguration(this::sending),
        RequestBody.fromBytes(bytes));
  }

  private void sendParts(Path file, long length, String key, String sha256) throws IOException {
    String upload =
        client
            .createMultipartUpload(
                begin ->
                    begin
                        .bucket(bucket)
                        .key(key)
                        .contentType(TYPE)
                        .metadata(Map.of(SHA256, sha256)))
            .uploadId();
    boolean complete = false;
    try {
      List<CompletedPart> parts = new ArrayList<>();
      long size = Math.max(partBytes, length / PARTS_MAX + 1);
      for (long from = 0; from < length; from += size) {
        parts.add(part(file, from, Math.min(size, length - from), key, upload, parts.size() + 1));
      }
      complete(key, upload, parts, length, sha256);
      complete = true;
    } finally {
      if (!complete) {
        abort(key, upload);
      }
    }
  }

  /**
   * Has the parts joined. A store that was asked again, because its first response was lost, no
   * longer knows the upload: then the file itself says whether it is there.
   */
  private void complete(
      String key, String upload, List<CompletedPart> parts, long length, String sha256) {
    try {
      patient.completeMultipartUpload(
          done ->
              done.bucket(bucket)
                  .key(key)
                  .uploadId(upload)
                  .multipartUpload(whole -> whole.parts(parts)));
    } catch (SdkException failure) {
      if (!S3Failures.notThere(failure) || !isThere(key, length, sha256)) {
        throw failure;
      }
    }
  }

  private boolean isThere(String key, long length, String sha256) {
    try {
      HeadObjectResponse there = client.headObject(head -> head.bucket(bucket).key(key));
      return there.contentLength() == length && sha256.equals(there.metadata().get(SHA256));
    } catch (SdkException failure) {
      if (S3Failures.notThere(failure)) {
        return false;
      }
      throw failure;
    }
  }

  private void sending(AwsRequestOverrideConfiguration.Builder call) {
    call.apiCallAttemptTimeout(transfer).apiCallTimeout(transfer.multipliedBy(2));
  }

  private CompletedPart part(
      Path file, long from, long length, String key, String upload, int number) throws IOException {
    try (FilePart part = new FilePart(file, from, length)) {
      String md5 = part.md5();
      UploadPartResponse sent =
          client.uploadPart(
              request ->
                  request
                      .bucket(bucket)
                      .key(key)
                      .uploadId(upload)
                      .partNumber(number)
                      .contentMD5(md5)
                      .contentLength(length)
                      .overrideConfiguration(this::sending),
              part.body());
      return CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build();
    }
  }

  /** What cannot be aborted now is purged later. */
  private void abort(String key, String upload) {
    try {
      client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException later) {
      LOG.log(
          System.Logger.Level.INFO,
          "The unfinished upload of " + key + " is removed from the file store later: " + later);
    }
  }

  /** Some bytes of a file, which are read from the disk again for each attempt. */
  private static final class FilePart implements ContentStreamProvider, AutoCloseable {

    private final Path file;
    private final long from;
    private final long length;
    private @Nullable InputStream open;

    FilePart(Path file, long from, long length) {
      this.file = file;
      this.from = from;
      this.length = length;
    }

    RequestBody body() {
      return RequestBody.fromContentProvider(this, length, TYPE);
    }

    String md5() throws IOException {
      MessageDigest md5 = Digests.md5();
      try (InputStream in = newStream()) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          md5.update(buffer, 0, read);
        }
      }
      return Base64.getEncoder().encodeToString(md5.digest());
    }

    @Override
    public InputStream newStream() {
      try {
        close();
        InputStream in =
            new BufferedInputStream(StoredFile.onDisk(file).open(from, length), BUFFER_BYTES);
        open = in;
        return in;
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }

    @Override
    public void close() throws IOException {
      InputStream last = open;
      if (last != null) {
        last.close();
      }
    }
  }
}
