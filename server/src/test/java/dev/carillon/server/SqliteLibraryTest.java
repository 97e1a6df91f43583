package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;

class SqliteLibraryTest {

  @TempDir Path temp;

  @Test
  @SuppressWarnings("restricted")
  void itIsUnpackedWholeUnderTheNameThatTheDriverLooksFor() throws IOException {
    Path folder = temp.resolve("a/folder");

    SqliteLibrary.unpack(folder);

    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (var packed = LibraryLoaderUtil.class.getResourceAsStream(resource);
        var files = Files.list(folder)) {
      assertThat(packed).isNotNull();
      assertThat(folder.resolve(name)).hasBinaryContent(packed.readAllBytes());
      assertThat(files).hasSize(1);
    }
    System.load(folder.resolve(name).toString());
  }

  @Test
  void whatIsThereStays() throws IOException {
    Path there = Files.writeString(temp.resolve(LibraryLoaderUtil.getNativeLibName()), "there");

    SqliteLibrary.unpack(temp);

    assertThat(there).hasContent("there");
  }
}
