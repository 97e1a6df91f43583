package dev.carillon.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that lists the contract, and what each row of it must have. */
class ContractPageTest {

  private static final Path PAGE = Path.of("../docs/contract.md");
  private static final String HEAD =
      """
      # The contract

      The requests, webhooks and fields of WoodWing Assets Server (the model product), in
      statements. Each statement has its evidence and a test that shows that Carillon does the same.
      The tests run over real HTTP, on SQLite and on PostgreSQL (`ContractTest`).
      `ContractPageTest` compares this page with the tests; if it differs,
      `server/target/contract.md` is the right page.

      Evidence: *the model product's documents* and *the vendor's request collection* are certain.
      *public clients read this* means that programs written for the model product depend on it.
      *Carillon's choice* means that nothing is documented, or that it is an addition.

      Deliberate differences are on [another page](migration.md).
      """;

  private static List<Sentence> all() {
    return Sentence.parts().stream().flatMap(part -> Sentence.of(part).stream()).toList();
  }

  @Test
  void thePageListsTheContractAsItIsTested() throws IOException {
    String page = page();
    Path generated = Path.of("target/contract.md");
    Files.createDirectories(generated.getParent());
    Files.writeString(generated, page);

    assertThat(Files.readString(PAGE)).as("as %s says", generated).isEqualTo(page);
  }

  @Test
  void eachRowHasACallASentenceAndEvidence() {
    assertThat(all()).hasSizeGreaterThan(250);
    assertThat(all())
        .allSatisfy(
            sentence -> {
              assertThat(sentence.row().call()).as(sentence.test()).isNotBlank();
              assertThat(sentence.row().holds())
                  .as(sentence.test())
                  .isNotBlank()
                  .doesNotEndWith(".");
              assertThat(sentence.row().evidence().words()).as(sentence.test()).isNotBlank();
              assertThat(sentence.row().evidence().certainty()).as(sentence.test()).isNotBlank();
            });
  }

  @Test
  void eachPartIsAmongThose() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/java/dev/carillon/server/contract"))) {
      List<String> parts =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches(".*(Contract|Story)\\.java"))
              .map(name -> name.replace(".java", ""))
              .toList();
      assertThat(Sentence.parts())
          .extracting(Class::getSimpleName)
          .containsExactlyInAnyOrderElementsOf(parts);
    }
  }

  @Test
  void eachPairOfCallAndSentenceStandsOnce() {
    assertThat(all())
        .extracting(each -> each.row().call() + each.row().holds())
        .doesNotHaveDuplicates();
  }

  @Test
  void eachKindOfEvidenceIsInUse() {
    assertThat(all())
        .extracting(each -> each.row().evidence())
        .containsAll(Arrays.asList(Evidence.values()));
  }

  @Test
  void aRowThatDoesNotHoldSaysWhichAndWhy() {
    Sentence sentence = all().getFirst();
    assertThat(sentence.broken(new AssertionError("expected 1, got 2")))
        .contains(sentence.test(), sentence.row().call(), sentence.row().holds())
        .contains(sentence.row().evidence().words(), sentence.row().evidence().certainty())
        .contains("expected 1, got 2");
  }

  private static String page() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (Class<? extends Part> part : Sentence.parts()) {
      page.append("\n## ").append(Sentence.title(part)).append("\n\n");
      page.append("| subject | statement | evidence | certainty | test |\n");
      page.append("| --- | --- | --- | --- | --- |\n");
      page.append(
          Sentence.of(part).stream().map(ContractPageTest::line).collect(Collectors.joining()));
    }
    return page.toString();
  }

  private static String line(Sentence sentence) {
    return "| %s | %s | %s | %s | `%s` |\n"
        .formatted(
            cell(sentence.row().call()),
            cell(sentence.row().holds()),
            sentence.row().evidence().words(),
            sentence.row().evidence().certainty(),
            sentence.test());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
