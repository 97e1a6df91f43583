package dev.carillon.server.assets.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.LocalFile;
import dev.carillon.server.platform.files.StoredFile;
import dev.carillon.server.platform.http.Upload;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every file store promises. */
public abstract class FileStorageContract {

  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
  private static final Instant BEFORE = Instant.parse("2020-01-01T00:00:00Z");

  /** Longer than what is sent or copied at once. */
  private static final int LARGE = 13 << 20;

  @TempDir private Path local;

  private FileStorage storage;
  private BlobStore blobs;

  /** Opens an empty one. */
  protected abstract FileStorage open(Path folder) throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    storage = open(local.resolve("store"));
    blobs = new BlobStore(storage, DiskReserve.none());
  }

  @AfterEach
  void closeStore() {
    storage.close();
  }

  @Test
  void whatIsPutIsThereAsAWholeAndInParts() throws IOException {
    Blob blob = blobs.adopt("content".getBytes(UTF_8));
    StoredFile file = blobs.file(blob.sha256());
    assertThat(file.exists()).isTrue();
    assertThat(file.length()).isEqualTo(7);
    assertThat(read(file.open())).isEqualTo("content");
    assertThat(read(file.open(0, 7))).isEqualTo("content");
    assertThat(read(file.open(3, 4))).isEqualTo("tent");
    assertThat(read(file.open(0, 3))).isEqualTo("con");
    assertThat(read(file.open(7, 0))).isEmpty();
    try (LocalFile there = file.local()) {
      assertThat(there.path()).hasContent("content");
    }
    try (Stream<Path> left = Files.list(storage.incoming())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aLargeFileIsThereAsAWholeAndInParts() throws IOException {
    byte[] bytes = bytes(LARGE);
    Blob blob = blobs.adopt(upload(bytes));
    StoredFile file = storage.file(BlobStore.key(blob.sha256()));
    assertThat(file.length()).isEqualTo(LARGE);
    assertThat(file.open().readAllBytes()).isEqualTo(bytes);
    try (InputStream in = file.open(LARGE - 5, 5)) {
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, LARGE - 5, LARGE));
    }
    // another node has no copy of it
    try (FileStorage other = again()) {
      StoredFile same = other.file(BlobStore.key(blob.sha256()));
      try (InputStream in = same.open(5 << 20, 100)) {
        assertThat(in.readAllBytes())
            .isEqualTo(Arrays.copyOfRange(bytes, 5 << 20, (5 << 20) + 100));
      }
      assertThat(same.open().readAllBytes()).isEqualTo(bytes);
      try (LocalFile there = same.local()) {
        assertThat(Digests.sha256(there.path())).isEqualTo(blob.sha256());
      }
    }
  }

  /** The same store, as another node opens it. */
  protected abstract FileStorage again() throws IOException;

  @Test
  void whatIsNotThereIsMissingAndNoTrouble() throws IOException {
    StoredFile none = blobs.file("0".repeat(64));
    assertThat(none.exists()).isFalse();
    assertThatThrownBy(none::length).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(none::open).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> none.open(0, 1)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(none::local).isInstanceOf(NoSuchFileException.class);
    storage.delete(BlobStore.key("0".repeat(64)));
    assertThat(storage.probe()).isEmpty();
  }

  @Test
  void theSameContentIsKeptOnce() throws IOException {
    Blob blob = blobs.adopt(upload(bytes(3 << 20)));
    assertThat(blobs.adopt(upload(bytes(3 << 20)))).isEqualTo(blob);
    assertThat(keys("")).containsExactly(BlobStore.key(blob.sha256()));
  }

  @Test
  void anEmptyFileIsABlobToo() throws IOException {
    Blob blob = blobs.adopt(new byte[0]);
    assertThat(blobs.file(blob.sha256()).exists()).isTrue();
    assertThat(blobs.file(blob.sha256()).open().readAllBytes()).isEmpty();
    assertThat(blobs.purge(LATER, sha256 -> false)).as("it is never removed").isZero();
  }

  @Test
  void thePurgeTakesWhatIsOldAndUnreferencedWithWhatWasMadeOfIt() throws IOException {
    Blob kept = blobs.adopt(new byte[] {1});
    Blob old = blobs.adopt(new byte[] {2});
    for (Blob blob : List.of(kept, old)) {
      Path draft = Files.writeString(storage.incoming().resolve("draft"), "preview");
      blobs.keepBeside(draft, blob.sha256(), "preview.jpg");
      blobs.noteBeside("{}".getBytes(UTF_8), blob.sha256(), "embedded.json");
    }
    storage.put("{}".getBytes(UTF_8), "rescue/1/x@1.json");
    assertThat(blobs.purge(BEFORE, blob -> false)).as("all are young").isZero();
    assertThat(blobs.purge(LATER, kept.sha256()::equals)).isEqualTo(3);
    String key = BlobStore.key(kept.sha256());
    assertThat(keys(""))
        .containsExactlyInAnyOrder(
            key, key + ".preview.jpg", key + ".embedded.json", "rescue/1/x@1.json");
    assertThat(read(blobs.beside(kept.sha256(), "preview.jpg").open())).isEqualTo("preview");
  }

  @Test
  void whatLeftOverUploadsLeaveIsPurged() throws IOException {
    Files.writeString(storage.incoming().resolve("upload"), "x");
    assertThat(blobs.purge(BEFORE, blob -> false)).isZero();
    assertThat(blobs.purge(LATER, blob -> true)).isEqualTo(1);
  }

  @Test
  void whatWasRenewedIsNotOlder() throws IOException {
    String key = BlobStore.key(blobs.adopt(upload(bytes(3 << 20))).sha256());
    assertThat(storage.renew(key, 3 << 20)).isTrue();
    assertThat(storage.deleteOlder(key, BEFORE)).isFalse();
    assertThat(storage.file(key).exists()).isTrue();
    assertThat(storage.deleteOlder(key, LATER)).isTrue();
    assertThat(storage.deleteOlder(key, LATER)).isFalse();
    assertThat(storage.renew(key, 3 << 20)).isFalse();
    try (FileStorage other = again()) {
      assertThat(other.file(key).exists()).isFalse();
    }
  }

  @Test
  void aFileIsReplacedAsAWhole() throws IOException {
    storage.put("one".getBytes(UTF_8), "rescue/1/x@1.json");
    storage.put("other".getBytes(UTF_8), "rescue/1/x@1.json");
    assertThat(read(storage.file("rescue/1/x@1.json").open())).isEqualTo("other");
    assertThat(keys("rescue/1/x@")).hasSize(1);
    assertThat(keys("rescue/2/")).isEmpty();
  }

  @Test
  void aCopyHasAllFilesAndGoesOnWhereItEnded() throws IOException {
    Blob small = blobs.adopt("content".getBytes(UTF_8));
    Blob large = blobs.adopt(upload(bytes(LARGE)));
    storage.put("{}".getBytes(UTF_8), "rescue/1/x@1.json");
    FolderStorage folder = new FolderStorage(local.resolve("other"));
    FileCopy.Report first = new FileCopy(storage, folder, false, line -> {}).run(at -> {});
    assertThat(first).isEqualTo(new FileCopy.Report(3, LARGE + 9, 0, 0, 0));
    assertThat(new FileCopy(storage, folder, true, line -> {}).run(at -> {}))
        .isEqualTo(new FileCopy.Report(0, 0, 3, 0, 0));
    assertThat(Digests.sha256(local.resolve("other/" + BlobStore.key(large.sha256()))))
        .isEqualTo(large.sha256());

    storage.delete(BlobStore.key(small.sha256()));
    assertThat(new FileCopy(folder, storage, false, line -> {}).run(at -> {}))
        .isEqualTo(new FileCopy.Report(1, 7, 2, 0, 0));
    assertThat(read(blobs.file(small.sha256()).open())).isEqualTo("content");
  }

  private static String read(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }

  private List<String> keys(String prefix) throws IOException {
    try (Stream<FileStorage.Entry> entries = storage.list(prefix)) {
      return entries.map(FileStorage.Entry::key).toList();
    }
  }

  private Upload upload(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(storage.incoming(), "upload", null);
    Files.write(file, bytes);
    return new Upload("", file, bytes.length, Digests.sha256(bytes), Digests.md5(bytes));
  }

  /** So many bytes, always the same. */
  protected static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
