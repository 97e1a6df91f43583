package dev.carillon.server.assets.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderStorageTest extends FileStorageContract {

  private static final String SHA256 = "abcd" + "0".repeat(60);

  @TempDir private Path around;
  private Path folder = Path.of("");

  @Override
  protected FileStorage open(Path store) {
    folder = store;
    return again();
  }

  @Override
  protected FileStorage again() {
    return new FolderStorage(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "rescue/../../x", "/x", "ab/cd/../../../x"})
  void aKeyNamesNothingElsewhere(String key) {
    try (FileStorage storage = new FolderStorage(around.resolve("store"))) {
      assertThatThrownBy(() -> storage.put(new byte[1], key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(key);
      assertThatThrownBy(() -> storage.file(key)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(around.resolve("x")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rescue/../../x",
        "rescue/",
        "rescue/1/x@1.json/../../../x",
        "rescue/1/../x@1.json",
        "ab/cd/" + "SHA" + "/../../x",
        "ab/cd/SHA.a/../../../../x",
        "ab/ef/SHA",
        "ab/cd/SHA."
      })
  void hostileKeysAreNotCopied(String hostile) throws IOException {
    String key = hostile.replace("SHA", SHA256);
    assertThat(BlobStore.isKey(key)).isFalse();
    Path file = Files.writeString(around.resolve("file"), "hostile");
    try (FileStorage from = new ListedStorage(around.resolve("from"), List.of(key), file);
        FolderStorage to = new FolderStorage(around.resolve("to"))) {
      assertThat(new FileCopy(from, to, false, line -> {}).run(at -> {}).copied()).isZero();
      try (Stream<FileStorage.Entry> there = to.list("")) {
        assertThat(there).isEmpty();
      }
    }
    assertThat(around.resolve("x")).doesNotExist();
  }

  @Test
  void keysOfAStoreAreKnown() {
    assertThat(
            List.of(
                BlobStore.key(SHA256),
                BlobStore.key(SHA256) + ".text.txt",
                BlobStore.key(SHA256) + ".sent.Ab_-0000000000000000zz.preview",
                "rescue/ff/Ab_-0000000000000000zz@12.json"))
        .allMatch(BlobStore::isKey);
  }

  @Test
  void aCopyWhoseTargetVanishesFails() throws IOException {
    Path file = Files.writeString(around.resolve("file"), "{}");
    String key = "rescue/1/x@1.json";
    try (FileStorage from = new ListedStorage(around.resolve("from"), List.of(key), file);
        FolderStorage to = new FolderStorage(around.resolve("to"))) {
      Files.delete(to.incoming());
      assertThatThrownBy(() -> new FileCopy(from, to, false, line -> {}).run(at -> {}))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatVanishesWhileItIsListedIsLeftOut() throws IOException {
    try (FolderStorage storage = new FolderStorage(around.resolve("store"))) {
      for (String key : List.of("rescue/1/x@1.json", "rescue/2/x@1.json", "rescue/3/x@1.json")) {
        storage.put("{}".getBytes(UTF_8), key);
      }
      Files.writeString(storage.incoming().resolve("draft"), "x");
      try (Stream<FileStorage.Entry> entries = storage.list("")) {
        Iterator<FileStorage.Entry> all = entries.iterator();
        String first = all.next().key();
        for (int i = 1; i <= 3; i++) {
          storage.delete("rescue/" + i + "/x@1.json");
          Files.delete(around.resolve("store/rescue/" + i));
        }
        assertThat(first).startsWith("rescue/");
        assertThat(all.hasNext()).isFalse();
      }
    }
  }

  @Test
  void aFileIsNewByTheClockThatAllNodesGoBy() throws IOException {
    Instant now = Instant.parse("2026-11-25T10:00:00Z");
    String key = "rescue/1/x@1.json";
    try (FolderStorage storage = new FolderStorage(around.resolve("store"), () -> now)) {
      storage.put("{}".getBytes(UTF_8), key);
      assertThat(modified(storage)).containsExactly(now);
      assertThat(storage.deleteOlder(key, now)).as("it is not older").isFalse();
      Files.setLastModifiedTime(around.resolve("store").resolve(key), FileTime.from(Instant.EPOCH));
      assertThat(storage.renew(key, 2)).isTrue();
      assertThat(modified(storage)).containsExactly(now);
    }
  }

  private static List<Instant> modified(FileStorage storage) throws IOException {
    try (Stream<FileStorage.Entry> entries = storage.list("")) {
      return entries.map(FileStorage.Entry::modified).toList();
    }
  }
}
