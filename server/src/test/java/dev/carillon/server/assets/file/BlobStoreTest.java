package dev.carillon.server.assets.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobStoreTest {

  private final Instant yesterday = Instant.now().minus(Duration.ofHours(24));

  @TempDir private Path home;
  private BlobStore store;

  @BeforeEach
  void open() {
    store = new BlobStore(home);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "../../../../etc/passwd",
        "/etc/passwd",
        "abcd",
        "..",
        "aa/../../../canary.txt"
      })
  void whatIsNoHashNamesNoFile(String name) {
    assertThatThrownBy(() -> store.file(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.beside(name, "text.txt"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBlobIsNamedByItsContentAndKeptOnce() throws IOException {
    byte[] bytes = "content".getBytes(StandardCharsets.UTF_8);
    Blob blob = store.adopt(bytes);
    assertThat(store.adopt(bytes)).isEqualTo(blob);
    assertThat(blob.length()).isEqualTo(7);
    assertThat(blob.md5()).isEqualTo("9a0364b9e99bb480dd25e1f0284c8555");
    Path path = path(blob);
    assertThat(home.relativize(path))
        .isEqualTo(
            Path.of(blob.sha256().substring(0, 2), blob.sha256().substring(2, 4), blob.sha256()));
    assertThat(path).hasBinaryContent(bytes);
    try (var left = Files.list(store.incoming())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anEmptyFileIsABlobToo() {
    Blob blob = store.adopt(new byte[0]);
    assertThat(blob.sha256())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(path(blob)).isEmptyFile();
  }

  @Test
  void thePurgeTakesWhatIsOldAndUnreferenced() throws IOException {
    Blob kept = aged(store.adopt(new byte[] {1}));
    Blob old = aged(store.adopt(new byte[] {2}));
    Blob young = store.adopt(new byte[] {3});
    Path stranger = Files.writeString(home.resolve("README"), "x");
    Files.setLastModifiedTime(stranger, FileTime.from(Instant.EPOCH));
    Path leftOver = Files.writeString(store.incoming().resolve("upload"), "x");
    Files.setLastModifiedTime(leftOver, FileTime.from(Instant.EPOCH));
    assertThat(store.purge(yesterday, kept.sha256()::equals)).isEqualTo(2);
    assertThat(List.of(path(kept), path(young), stranger)).allMatch(Files::exists);
    assertThat(List.of(path(old), leftOver)).noneMatch(Files::exists);
  }

  @Test
  void theAgeOfFilesIsByTheirClockIfThatIsBehind() throws IOException {
    Instant now = Instant.now();
    Instant wrong = now.plus(Duration.ofDays(1));
    assertThat(store.notAfterFiles(wrong))
        .isBetween(now.minusSeconds(5), now.plus(Duration.ofMinutes(1)));
    Instant before = now.minus(Duration.ofDays(1));
    assertThat(store.notAfterFiles(before)).isEqualTo(before);
    try (Stream<Path> left = Files.list(store.incoming())) {
      assertThat(left).as("nothing is left").isEmpty();
    }
  }

  /** What frees space must not fail where there is none. */
  @Test
  void whereNoFileCanBeWrittenTheAgeOfFilesIsByTheOwnClock() throws IOException {
    Files.delete(store.incoming());
    Files.createFile(store.incoming());
    Instant ahead = Instant.now().plus(Duration.ofDays(1));
    assertThat(store.notAfterFiles(ahead)).isEqualTo(ahead);
  }

  @Test
  void whatWasMadeFromABlobIsPurgedWithIt() throws IOException {
    Blob kept = aged(store.adopt(new byte[] {1}));
    Blob old = aged(store.adopt(new byte[] {2}));
    for (Blob blob : List.of(kept, old)) {
      Path draft = Files.writeString(store.incoming().resolve("draft"), "preview");
      store.keepBeside(draft, blob.sha256(), "preview.jpg");
      Files.setLastModifiedTime(beside(blob), FileTime.from(Instant.EPOCH));
    }
    assertThat(store.purge(yesterday, kept.sha256()::equals)).isEqualTo(2);
    assertThat(beside(kept)).hasContent("preview");
    assertThat(beside(old)).doesNotExist();
  }

  @Test
  void takingAnOldBlobInAgainMakesItYoung() throws IOException {
    Blob blob = aged(store.adopt(new byte[] {1}));
    store.adopt(new byte[] {1});
    assertThat(store.purge(yesterday, sha -> false)).isZero();
    assertThat(path(blob)).exists();
  }

  @Test
  void whatIsReferredToAgainBeforeItsRemovalStays() throws IOException {
    Blob copied = aged(store.adopt(new byte[] {1}));
    Blob old = aged(store.adopt(new byte[] {2}));
    Set<String> looked = new HashSet<>();
    // a copy is made as soon as it was looked for
    assertThat(store.purge(yesterday, blob -> !looked.add(blob) && blob.equals(copied.sha256())))
        .isEqualTo(1);
    assertThat(path(copied)).exists();
    assertThat(path(old)).doesNotExist();
  }

  @Test
  void nothingButADigestCanNameABlob() {
    assertThatThrownBy(() -> new Blob("../../etc/passwd", "", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rescueRecordsAreReadAsTheyWereWritten() {
    RescueRecords records = new RescueRecords(store.storage());
    String id = "-" + "a".repeat(21);
    String upper = "-" + "A".repeat(21);
    RescueRecords.Entry one = new RescueRecords.Entry(id, "/x", 1, "1".repeat(64));
    RescueRecords.Entry two = new RescueRecords.Entry(id, "/y", 2, "2".repeat(64));
    RescueRecords.Entry other = new RescueRecords.Entry(upper, "/z", 1, "3".repeat(64));
    List.of(one, two, other).forEach(records::write);
    assertThat(records.all()).containsExactlyInAnyOrder(one, two, other);
    records.forget(id, 2);
    assertThat(records.all()).containsExactlyInAnyOrder(one, other);
    records.forget(id);
    records.forget("never");
    assertThat(records.all()).containsExactly(other);
  }

  private Path path(Blob blob) {
    return home.resolve(BlobStore.key(blob.sha256()));
  }

  private Path beside(Blob blob) {
    return home.resolve(BlobStore.key(blob.sha256()) + ".preview.jpg");
  }

  private Blob aged(Blob blob) throws IOException {
    Files.setLastModifiedTime(path(blob), FileTime.from(yesterday.minus(Duration.ofHours(1))));
    return blob;
  }
}
