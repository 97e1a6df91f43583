package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.commands.Carillon.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon assets}. */
class AssetCommandsTest {

  @TempDir Path folder;

  @Test
  void aFileGoesUpIsFoundChangedMovedFetchedAndRemoved() throws IOException {
    byte[] content = new byte[100_000];
    new Random(7).nextBytes(content);
    Path file = Files.write(folder.resolve("a \"b\" ü.bin"), content);
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      Ended put =
          shell.run(
              "assets",
              "upload",
              "--json",
              "--folder",
              "/In",
              "--set",
              "status=New",
              file.toString());
      String id = put.is(0).json().path("id").asText();

      shell.run("assets", "update", id, "--set", "status=Final").is(0);
      Ended found = shell.run("assets", "list", "--json", "status:Final").is(0);
      assertThat(found.json().path("id").asText()).isEqualTo(id);
      String path = found.json().path("metadata").path("assetPath").asText();
      shell.run("assets", "move", path, "/Out/c.bin").is(0);
      Path fetched = folder.resolve("fetched.bin");
      shell.run("assets", "get", id, "--output", fetched.toString()).is(0);
      assertThat(Files.readAllBytes(fetched)).isEqualTo(content);
      assertThat(shell.run("assets", "get", id).is(0).out()).contains("/Out/c.bin");
      shell.run("assets", "comment", id, "Too\ndark").is(0);
      shell.run("assets", "comment", id, " ").is(2);
      assertThat(shell.run("assets", "comments", id).is(0).out()).contains("admin   Too dark");
      assertThat(shell.run("assets", "comments", id, "--json").is(0).json().path("text").asText())
          .isEqualTo("Too\ndark");

      shell.run("assets", "remove", "--yes", id).is(0);
      shell.run("assets", "get", id).is(4);
      assertThat(shell.run("assets", "trash", "--folder", "/Out", "--name", "C.").is(0).out())
          .contains(id, "/Out/c.bin", "admin");
      assertThat(shell.run("assets", "trash", "--folder", "/In").is(0).out()).doesNotContain(id);
      Ended restored = shell.run("assets", "restore", id, "none").is(1);
      assertThat(restored.out()).contains(id + "  /Out/c.bin");
      assertThat(restored.err()).contains("none: There is no asset in the trash");
      shell.run("assets", "get", id).is(0);
    }
  }

  @Test
  void theTrashIsListedPageByPage() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "a");
    Path other = Files.writeString(folder.resolve("b.txt"), "b");
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      for (Path each : List.of(file, other)) {
        Ended put = shell.run("assets", "upload", "--json", "--folder", "/In", each.toString());
        String id = put.is(0).json().path("id").asText();
        shell.run("assets", "remove", "--yes", id).is(0);
      }
      Ended some = shell.run("assets", "trash", "--limit", "1").is(0);
      assertThat(some.out()).contains("/In/b.txt").doesNotContain("/In/a.txt");
      assertThat(some.err()).contains("There are more results; raise --limit");
      Ended all = shell.run("assets", "trash", "--limit", "300").is(0);
      assertThat(all.out()).contains("/In/b.txt", "/In/a.txt");
      assertThat(all.err()).doesNotContain("more results");
      assertThat(shell.run("assets", "trash", "--limit", "0").is(2).err()).contains("--limit is 0");
    }
  }

  @Test
  void aLargeFileGoesUpInParts() throws IOException {
    byte[] content = new byte[17 << 20];
    new Random(8).nextBytes(content);
    Path file = Files.write(folder.resolve("large ü.bin"), content);
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      Ended put =
          shell.run(
              "assets", "upload", "--json", "--folder", "/In", "--set", "status=New", "" + file);
      assertThat(put.is(0).json().at("/metadata/assetPath").asText()).isEqualTo("/In/large ü.bin");
      assertThat(put.json().at("/metadata/status").toString()).contains("New");
      Path fetched = folder.resolve("fetched.bin");
      shell
          .run("assets", "get", put.json().path("id").asText(), "--output", fetched.toString())
          .is(0);
      assertThat(Files.mismatch(file, fetched)).isEqualTo(-1);
      assertThat(server.admin().get("/api/uploads").ok().get("items")).isEmpty();
    }
  }

  @Test
  void ofSeveralFilesThoseThatCanBeSentAreAndTheRestIsNamed() throws IOException {
    Path good = Files.writeString(folder.resolve("good.txt"), "good");
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      Ended ended =
          shell.run("assets", "upload", "--folder", "/In", good.toString(), "missing.txt").is(1);
      assertThat(ended.err()).contains("missing.txt: there is no such file");
      assertThat(shell.run("assets", "list").is(0).out()).contains("/In/good.txt");
    }
  }
}
