package dev.carillon.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The links of {@code ARCHITECTURE.md} lead to the lines that they name. */
class ArchitectureTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = REPOSITORY.resolve("ARCHITECTURE.md");
  private static final List<String> EIGHT =
      List.of(
          "AssetsApi.java#L",
          "AssetLedger.java#L",
          "Changes.java#L",
          "FanOut.java#L",
          "Dispatcher.java#L",
          "Attempts.java#L",
          "Settlement.java#L",
          "SettlementWriter.java#L");

  @TempDir private Path temp;

  @Test
  void everyLinkLeadsToTheLineThatItNames() throws IOException {
    String page = Files.readString(PAGE);
    SourceLinks links = new SourceLinks(REPOSITORY);
    String renewed = links.renewed(page);
    Files.writeString(Path.of("target/ARCHITECTURE.md"), renewed);

    assertThat(links.broken())
        .as("server/target/ARCHITECTURE.md has the right lines; ./ops/renew-pages takes them over")
        .isEmpty();
    assertThat(page).isEqualTo(renewed);
  }

  @Test
  void thePageFollowsTheEightFilesAndFitsOnAPage() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(SourceLinks.count(page)).isGreaterThan(40);
    assertThat(page).contains(EIGHT).contains("①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧");
    assertThat(page.lines()).hasSizeLessThanOrEqualTo(150);
  }

  @Test
  void aWrongLineIsFoundAndTheRightOneIsNamed() throws IOException {
    source("m/src/a/Bell.java", "/** Bell. */\nclass Bell {\n  // strike\n  void strike() {}\n");
    SourceLinks links = new SourceLinks(temp);

    assertThat(links.renewed("[`Bell`](m/src/a/Bell.java#L2)"))
        .isEqualTo("[`Bell`](m/src/a/Bell.java#L2)");
    assertThat(links.broken()).isEmpty();
    assertThat(links.renewed("[`Bell.strike`](m/src/a/Bell.java#L2)"))
        .isEqualTo("[`Bell.strike`](m/src/a/Bell.java#L4)");
    assertThat(links.broken()).singleElement().asString().contains("#L2)", "#L4)");
  }

  @Test
  void aFileThatMovedIsFoundAgainAndANameThatIsGoneIsReported() throws IOException {
    source("m/src/b/Bell.java", "class Bell {\n  void strike() {}\n}\n");
    SourceLinks links = new SourceLinks(temp);

    assertThat(links.renewed("[`Bell.strike`](m/src/a/Bell.java#L9)"))
        .isEqualTo("[`Bell.strike`](m/src/b/Bell.java#L2)");
    assertThat(links.renewed("[`Bell.toll`](m/src/b/Bell.java#L1)")).contains("#L1");
    assertThat(links.renewed("[`Gong.strike`](m/src/b/Bell.java#L2)")).contains("Gong");
    assertThat(links.renewed("[`Gong`](m/src/b/Gong.java#L2)")).contains("Gong");
    assertThat(links.broken()).hasSize(4);
    assertThat(links.broken().subList(1, 4))
        .satisfiesExactly(
            gone -> assertThat(gone).contains("Bell.toll", "not in this file"),
            gone -> assertThat(gone).contains("Gong.strike", "not in this file"),
            gone -> assertThat(gone).contains("no such file"));
  }

  private void source(String path, String text) throws IOException {
    Path file = temp.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
