package dev.carillon.server.assets.file.s3;

import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.files.LocalFile;
import dev.carillon.server.platform.files.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * The file store in an S3-compatible object store. An object is durable when the store has
 * acknowledged it. Small files are read by way of a copy on this machine, whose content was
 * verified; large ones are streamed.
 */
final class S3Storage implements FileStorage {

  private static final System.Logger LOG = System.getLogger(S3Storage.class.getName());

  /** Longer files are sent in parts of this length. */
  private static final long PART_BYTES = 8L << 20;

  /** Copies take at most so much of the disk, and at most this part of what is free at a start. */
  private static final long COPIES_BYTES_MAX = 4L << 30;

  private static final int COPIES_PART = 10;

  /** A younger file is not put again: it is far from the age at which a purge removes it. */
  private static final Duration YOUNG = Duration.ofHours(12);

  /** To put a shorter file again is as cheap as to ask for it. */
  private static final long ASKED_BYTES = 1L << 20;

  private static final Pattern BLOB = Pattern.compile("../../([0-9a-f]{64})");

  private final S3Client client;
  private final S3Client patient;

  /** Calls the store once and not again. */
  private final S3Client once;

  private final FileStoreConfig.S3 config;
  private final InstantSource clock;
  private final S3Failures failures;
  private final S3Upload upload;
  private final Path incoming;
  private final LocalCopies copies;

  /** Whether it was said that unfinished uploads cannot be removed. */
  private final AtomicBoolean unpurged = new AtomicBoolean();

  private S3Storage(
      FileStoreConfig.S3 config, Path local, S3Limits limits, long partBytes, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.client = S3Clients.open(config, limits);
    this.patient = S3Clients.open(config, limits.patient());
    this.once = S3Clients.open(config, limits.once());
    this.failures = new S3Failures(config.name());
    this.upload = new S3Upload(client, config.bucket(), partBytes, limits.transfer(), patient);
    this.incoming = local.resolve("incoming");
    try {
      Files.createDirectories(incoming);
      long free = Files.getFileStore(local).getUsableSpace();
      this.copies =
          new LocalCopies(local.resolve("copies"), Math.min(COPIES_BYTES_MAX, free / COPIES_PART));
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  static S3Storage open(FileStoreConfig.S3 config, Path local, InstantSource clock) {
    return new S3Storage(config, local, S3Limits.DEFAULTS, PART_BYTES, clock);
  }

  static S3Storage open(FileStoreConfig.S3 config, Path local, S3Limits limits, long partBytes) {
    return new S3Storage(config, local, limits, partBytes, InstantSource.system());
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public Path incoming() {
    return incoming;
  }

  @Override
  public void put(Path draft, String key) throws IOException {
    copy(draft, key);
    // it is read soon: for its metadata, and for its preview
    copies.add(key, draft).close();
  }

  @Override
  public void put(byte[] bytes, String key) throws IOException {
    copies.remove(key);
    sending(() -> upload.send(bytes, full(key)));
  }

  @Override
  public void putCheaply(byte[] bytes, String key) throws IOException {
    put(bytes, key);
    Path draft = Files.createTempFile(incoming, "bytes", null);
    Files.write(draft, bytes);
    copies.add(key, draft).close();
  }

  @Override
  public void copy(Path file, String key) throws IOException {
    String sha256 = Digests.sha256(file);
    Optional<String> named = contentOf(key);
    if (named.isPresent() && !named.get().equals(sha256)) {
      throw new FileStoreTrouble(file.toString(), key);
    }
    copies.remove(key);
    sending(() -> upload.send(file, full(key), sha256));
  }

  @Override
  public boolean renew(String key, long length) throws IOException {
    if (length <= ASKED_BYTES) {
      return false;
    }
    try {
      HeadObjectResponse there = head(key);
      Instant young = clock.instant().minus(YOUNG);
      return there.contentLength() == length && there.lastModified().isAfter(young);
    } catch (NoSuchFileException absent) {
      return false;
    }
  }

  @Override
  public StoredFile file(String key) {
    return new S3File(this, key);
  }

  @Override
  public void delete(String key) throws IOException {
    copies.remove(key);
    calling(key, () -> client.deleteObject(delete -> at(delete::bucket, delete::key, key)));
  }

  @Override
  public boolean deleteOlder(String key, Instant time) throws IOException {
    try {
      // asked again: it may have been put since it was listed
      if (!head(key).lastModified().isBefore(time)) {
        return false;
      }
    } catch (NoSuchFileException gone) {
      return false;
    }
    copies.remove(key);
    // an attempt that is late could remove what was put after another one had succeeded
    calling(key, () -> once.deleteObject(delete -> at(delete::bucket, delete::key, key)));
    return true;
  }

  @Override
  public Stream<Entry> list(String prefix) throws IOException {
    S3Listing entries = called(prefix, () -> new S3Listing(client, config, failures, prefix));
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(entries, Spliterator.ORDERED), false);
  }

  @Override
  public int purgeUnfinished(Instant before) throws IOException {
    try {
      return abortUnfinished(before);
    } catch (FileStoreTrouble trouble) {
      if (!S3Failures.refused(trouble)) {
        throw trouble;
      }
      if (!unpurged.getAndSet(true)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Unfinished uploads are not removed, because they cannot be listed or aborted: "
                + trouble.getMessage());
      }
      return 0;
    }
  }

  /** Only those under keys of a file store: others may use the bucket as well. */
  private int abortUnfinished(Instant before) throws IOException {
    List<MultipartUpload> uploads =
        called(
            config.prefix(),
            () ->
                client
                    .listMultipartUploadsPaginator(
                        list -> list.bucket(config.bucket()).prefix(config.prefix()))
                    .uploads()
                    .stream()
                    .filter(begun -> begun.initiated() != null)
                    .filter(begun -> begun.initiated().isBefore(before))
                    .filter(begun -> begun.key().startsWith(config.prefix()))
                    .filter(
                        begun -> BlobStore.isKey(begun.key().substring(config.prefix().length())))
                    .toList());
    for (MultipartUpload begun : uploads) {
      calling(
          begun.key(),
          () ->
              client.abortMultipartUpload(
                  abort ->
                      abort.bucket(config.bucket()).key(begun.key()).uploadId(begun.uploadId())));
    }
    return uploads.size();
  }

  @Override
  public String probe() {
    try {
      calling(
          "",
          () ->
              client.listObjectsV2(
                  list -> list.bucket(config.bucket()).prefix(config.prefix()).maxKeys(1)));
      return "";
    } catch (FileStoreTrouble trouble) {
      return trouble.reason();
    } catch (IOException broken) {
      return failures.trouble(broken).reason();
    }
  }

  @Override
  public void close() {
    client.close();
    patient.close();
    once.close();
  }

  /** A verified copy on this machine, which stays while it is open. */
  LocalFile local(String key) throws IOException {
    return copies.find(key, () -> fetched(key));
  }

  private Path fetched(String key) throws IOException {
    Path draft = Files.createTempFile(incoming, "copy", null);
    try (VerifiedStream in = stream(key, "")) {
      Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
      return draft;
    } catch (IOException | RuntimeException | Error failure) {
      Files.deleteIfExists(draft);
      throw failure;
    }
  }

  /** The copy on this machine, where there is one. */
  Optional<LocalFile> copyOf(String key) {
    return copies.find(key);
  }

  /** A verified stream of all of a file, or a stream of this range of bytes. */
  VerifiedStream stream(String key, String range) throws IOException {
    return called(
        key,
        () -> {
          ResponseInputStream<GetObjectResponse> in =
              client.getObject(
                  get -> {
                    at(get::bucket, get::key, key);
                    if (!range.isEmpty()) {
                      get.range(range);
                    }
                  });
          if (!range.isEmpty() && !range.equals(rangeOf(in.response()))) {
            in.abort();
            throw new FileStoreTrouble(
                name(), "it sent other bytes than were requested", key, new IOException(range));
          }
          String sha256 =
              contentOf(key)
                  .or(() -> Optional.ofNullable(in.response().metadata().get(S3Upload.SHA256)))
                  .filter(known -> range.isEmpty())
                  .orElse("");
          return new VerifiedStream(in, in.response().contentLength(), sha256, streamFailures(key));
        });
  }

  /** Which bytes of a file a store sent, as they are requested. */
  private static String rangeOf(GetObjectResponse response) {
    String sent = Optional.ofNullable(response.contentRange()).orElse("");
    return sent.replaceFirst("/.*", "").replace("bytes ", "bytes=");
  }

  /** The metadata of a file in the store. */
  HeadObjectResponse head(String key) throws IOException {
    try {
      return client.headObject(head -> at(head::bucket, head::key, key));
    } catch (SdkException failure) {
      if (S3Failures.notThere(failure)) {
        // the response has no body that says whether it is the file or the bucket that is missing
        calling(key, () -> client.headBucket(head -> head.bucket(config.bucket())));
      }
      throw failures.of(key, failure);
    }
  }

  private VerifiedStream.Failures streamFailures(String key) {
    return new VerifiedStream.Failures() {
      @Override
      public IOException of(IOException broken) {
        return failures.trouble(broken);
      }

      @Override
      public IOException damaged() {
        return new FileStoreTrouble(name(), key);
      }
    };
  }

  /** The SHA-256 that a key names, if it is that of a blob. */
  private static Optional<String> contentOf(String key) {
    Matcher blob = BLOB.matcher(key);
    return blob.matches() ? Optional.of(blob.group(1)) : Optional.empty();
  }

  private String full(String key) {
    return config.prefix() + key;
  }

  private void at(Consumer<String> bucket, Consumer<String> name, String key) {
    bucket.accept(config.bucket());
    name.accept(full(key));
  }

  /**
   * Runs an action that sends something. Since a file need not exist before, "not found" is a
   * failure like any other.
   */
  private void sending(Action action) throws IOException {
    try {
      action.make();
    } catch (SdkException failure) {
      throw failures.trouble(failure);
    }
  }

  private void calling(String key, Action action) throws IOException {
    try {
      action.make();
    } catch (SdkException failure) {
      throw failures.of(key, failure);
    }
  }

  private <T> T called(String key, Call<T> call) throws IOException {
    try {
      return call.make();
    } catch (SdkException failure) {
      throw failures.of(key, failure);
    }
  }

  /** A call of the store without a result. */
  @FunctionalInterface
  private interface Action {
    void make() throws IOException;
  }

  /** A call of the store. */
  @FunctionalInterface
  private interface Call<T> {
    T make() throws IOException;
  }
}
