package dev.carillon.server.assets.file.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Upload;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.testing.FaultyLine;
import dev.carillon.server.testing.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jclouds.blobstore.options.PutOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An object store that is away, slow, wrong, or refuses: each is named, and nothing is lost. */
class S3FaultsTest {

  private static final S3Limits HURRIED =
      new S3Limits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          2,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2));

  @TempDir private Path local;
  @TempDir private Path otherNode;
  private FaultyLine line;
  private FileStoreConfig.S3 place;
  private FileStorage storage;
  private BlobStore blobs;

  @BeforeEach
  void open() throws IOException {
    line = new FaultyLine(S3Server.shared().port());
    place = S3Server.shared().place(line.port());
    storage = storage(place, local);
    blobs = new BlobStore(storage, DiskReserve.none());
  }

  @AfterEach
  void close() throws IOException {
    storage.close();
    line.close();
  }

  private static FileStorage storage(FileStoreConfig.S3 place, Path local) {
    return S3Storage.open(place, local, HURRIED, S3StorageTest.PART_BYTES);
  }

  @Test
  void aStoreThatIsAwayIsNamedAndNothingAcknowledgedIsMissingAfterwards() throws IOException {
    List<Blob> acknowledged = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < 30; i++) {
      if (i == 10) {
        line.away();
      } else if (i == 20) {
        line.back();
      }
      try {
        acknowledged.add(blobs.adopt(("content " + i).getBytes(UTF_8)));
      } catch (UncheckedIOException away) {
        refused++;
        Problem problem = Problems.problem(away, "/services/create");
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.message()).contains("The file store cannot be used: ");
      }
    }
    assertThat(refused).isEqualTo(10);
    assertThat(storage.probe()).isEmpty();
    try (FileStorage other = storage(place, otherNode)) {
      for (Blob blob : acknowledged) {
        try (InputStream in = other.file(BlobStore.key(blob.sha256())).open()) {
          assertThat(Digests.sha256(in.readAllBytes())).isEqualTo(blob.sha256());
        }
      }
    }
  }

  @Test
  void aStoreThatSaysNothingIsNotWaitedForLong() {
    line.silent();
    long start = System.nanoTime();
    assertThatThrownBy(() -> blobs.adopt(new byte[] {1}))
        .hasCauseInstanceOf(FileStoreTrouble.class)
        .hasMessageContaining("it does not respond in time");
    assertThat(storage.probe()).isEqualTo("it does not respond in time");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aCutUploadLeavesNothingButPartsThatArePurged() throws IOException {
    byte[] bytes = new byte[13 << 20];
    new Random(1).nextBytes(bytes);
    line.cutAfter(7 << 20);
    assertThatThrownBy(() -> blobs.adopt(upload(bytes))).isInstanceOf(UncheckedIOException.class);
    line.back();
    assertThat(blobs.file(Digests.sha256(bytes)).exists()).isFalse();
    assertThat(parts()).as("what was sent of it").isEqualTo(1);
    assertThat(storage.purgeUnfinished(Instant.now().minus(Duration.ofDays(1))))
        .as("it may still be sent by another node")
        .isZero();
    assertThat(storage.purgeUnfinished(Instant.now().plus(Duration.ofDays(1))))
        .isGreaterThanOrEqualTo(1);
    assertThat(parts()).isZero();
    Blob blob = blobs.adopt(upload(bytes));
    try (FileStorage other = storage(place, otherNode)) {
      assertThat(other.file(BlobStore.key(blob.sha256())).open().readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void unfinishedUploadsOfOthersStay() throws IOException {
    var content = S3Server.shared().content();
    var other = content.blobBuilder(place.prefix() + "theirs.bin").build();
    content.initiateMultipartUpload(place.bucket(), other.getMetadata(), new PutOptions());
    assertThat(storage.purgeUnfinished(Instant.now().plus(Duration.ofDays(1)))).isZero();
    assertThat(parts()).isEqualTo(1);
  }

  @Test
  void aFileIsThereThoughTheResponseToItsCompletionWasLost() throws Exception {
    byte[] bytes = new byte[9 << 20];
    new Random(2).nextBytes(bytes);
    String sha256 = Digests.sha256(bytes);
    String key = "assets/" + BlobStore.key(sha256);
    try (ForgetfulStore store = new ForgetfulStore(bytes.length, sha256);
        FileStorage other =
            storage(S3Server.at("bucket", store.port(), S3Server.CREDENTIALS), otherNode)) {
      Path file = Files.write(otherNode.resolve("file"), bytes);
      other.copy(file, BlobStore.key(sha256));
      assertThat(store.asked()).contains("HEAD /bucket/" + key);
      store.lose();
      assertThatThrownBy(() -> other.copy(file, BlobStore.key(sha256)))
          .isInstanceOf(FileStoreTrouble.class)
          .hasMessageContaining("it lost an upload that was not finished");
    }
  }

  @ParameterizedTest
  @CsvSource({"403, AccessDenied", "501, NotImplemented"})
  void aPurgeGoesOnWhereUnfinishedUploadsCannotBeListed(int status, String code) throws Exception {
    try (Refusing store = new Refusing(status, code);
        FileStorage other =
            storage(S3Server.at("bucket", store.port(), S3Server.CREDENTIALS), otherNode)) {
      assertThat(other.purgeUnfinished(Instant.now())).isZero();
      assertThat(other.purgeUnfinished(Instant.now())).isZero();
    }
  }

  @Test
  void aStoreThatSendsAnotherPartOfAFileIsInTrouble() throws Exception {
    byte[] bytes = new byte[9 << 20];
    try (ForgetfulStore store = new ForgetfulStore(bytes.length, Digests.sha256(bytes));
        FileStorage other =
            storage(S3Server.at("bucket", store.port(), S3Server.CREDENTIALS), otherNode)) {
      assertThatThrownBy(() -> other.file(BlobStore.key(Digests.sha256(bytes))).open(5, 5))
          .isInstanceOf(FileStoreTrouble.class)
          .hasMessageContaining("it sent other bytes than were requested");
    }
  }

  @Test
  void wrongBytesFromTheStoreAreNoFile() throws IOException {
    Blob blob = blobs.adopt("content".getBytes(UTF_8));
    Path draft = Files.writeString(storage.incoming().resolve("draft"), "preview");
    blobs.keepBeside(draft, blob.sha256(), "preview.jpg");
    String key = BlobStore.key(blob.sha256());
    S3Server.shared().tamper(place, key, "kontent".getBytes(UTF_8));
    S3Server.shared().tamper(place, key + ".preview.jpg", "prefiew".getBytes(UTF_8));
    try (FileStorage other = storage(place, otherNode)) {
      for (String each : List.of(key, key + ".preview.jpg")) {
        assertThatThrownBy(() -> other.file(each).local())
            .isInstanceOfSatisfying(
                FileStoreTrouble.class, trouble -> assertThat(trouble.damaged()).isTrue())
            .hasMessageContaining(each);
        assertThatThrownBy(() -> other.file(each).open().readAllBytes())
            .isInstanceOf(FileStoreTrouble.class);
        assertThatThrownBy(() -> other.file(each).open(1, 2)).isInstanceOf(FileStoreTrouble.class);
      }
      try (Stream<Path> left = Files.walk(otherNode)) {
        assertThat(left.filter(Files::isRegularFile)).as("wrong copies are not kept").isEmpty();
      }
    }
  }

  @Test
  void aLargeFileWithWrongBytesEndsBeforeItsEnd() throws IOException {
    byte[] bytes = new byte[9 << 20];
    Blob blob = blobs.adopt(upload(bytes));
    bytes[bytes.length / 2] = 1;
    String key = BlobStore.key(blob.sha256());
    S3Server.shared().tamper(place, key, bytes);
    try (FileStorage other = storage(place, otherNode);
        InputStream in = other.file(key).open(0, bytes.length)) {
      byte[] received = new byte[bytes.length];
      assertThatThrownBy(() -> in.readNBytes(received, 0, received.length))
          .isInstanceOf(FileStoreTrouble.class);
    }
  }

  @Test
  void aMissingBucketIsNotAMissingFile() {
    try (FileStorage other =
        storage(S3Server.at("nowhere", line.port(), S3Server.CREDENTIALS), otherNode)) {
      assertThat(other.probe()).isEqualTo("its bucket does not exist");
      assertThatThrownBy(() -> other.file("rescue/1/x").length())
          .isInstanceOf(FileStoreTrouble.class)
          .hasMessageContaining("s3://nowhere/assets")
          .hasMessageContaining("its bucket does not exist");
      assertThatThrownBy(() -> other.file("rescue/1/x").open())
          .isInstanceOf(FileStoreTrouble.class);
      assertThatThrownBy(() -> new BlobStore(other, DiskReserve.none()).adopt(new byte[1]))
          .hasCauseInstanceOf(FileStoreTrouble.class);
    }
  }

  @Test
  void wrongCredentialsAreNamedAndNotShown() {
    String secret = "a-wrong-secret";
    FileStoreConfig.S3 wrong =
        S3Server.at(
            place.bucket(),
            line.port(),
            new FileStoreConfig.Credentials(S3Server.CREDENTIALS.accessKey(), secret));
    assertThat(wrong.toString()).doesNotContain(secret);
    try (FileStorage other = storage(wrong, otherNode)) {
      assertThat(other.probe()).isEqualTo("the secret key is not that of the access key");
      assertThatThrownBy(() -> other.put(new byte[] {1}, "rescue/1/x"))
          .isInstanceOf(FileStoreTrouble.class)
          .satisfies(
              thrown ->
                  assertThat(thrown.toString() + thrown.getCause())
                      .doesNotContain(secret, S3Server.CREDENTIALS.secretKey()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "403, ExpiredToken, its credentials have expired",
    "403, AccessDenied, it denies access",
    "403, InvalidAccessKeyId, it does not know the access key",
    "403, RequestTimeTooSkewed, the clock of this machine differs too much from its",
    "503, SlowDown, it has too many requests",
    "400, BadDigest, it received other bytes than were sent",
    "400, XAmzContentSHA256Mismatch, it received other bytes than were sent",
    "500, InternalError, it responds with 500 InternalError"
  })
  void aRefusalIsNamed(int status, String code, String reason) throws IOException {
    try (Refusing store = new Refusing(status, code);
        FileStorage other =
            storage(S3Server.at("bucket", store.port(), S3Server.CREDENTIALS), otherNode)) {
      assertThat(other.probe()).isEqualTo(reason);
      assertThatThrownBy(() -> new BlobStore(other, DiskReserve.none()).adopt(new byte[1]))
          .isInstanceOf(UncheckedIOException.class)
          .satisfies(
              failure ->
                  assertThat(
                          Problems.problem((UncheckedIOException) failure, "/services/create")
                              .message())
                      .isEqualTo("The file store cannot be used: " + reason + "; retry later"));
    }
  }

  @Test
  void copiesThatAreUsedStayAndTheOthersMakeRoom() throws IOException {
    LocalCopies copies = new LocalCopies(local.resolve("few"), 10);
    var used = copies.add("a", Files.writeString(local.resolve("draft"), "aaaaaa"));
    copies.add("b", Files.writeString(local.resolve("draft"), "bbbbbb")).close();
    assertThat(copies.find("a")).as("in use").isPresent();
    copies.add("c", Files.writeString(local.resolve("draft"), "cccccc")).close();
    assertThat(copies.find("b")).as("made room").isEmpty();
    copies.remove("a");
    assertThat(used.path()).as("removed while it is used").exists();
    used.close();
    assertThatCode(used::close).doesNotThrowAnyException();
  }

  private int parts() {
    var content = S3Server.shared().content();
    return content.listMultipartUploads(place.bucket()).size();
  }

  private Upload upload(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(storage.incoming(), "upload", null);
    Files.write(file, bytes);
    return new Upload("", file, bytes.length, Digests.sha256(bytes), Digests.md5(bytes));
  }
}
