package dev.carillon.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Users read the words that the field uses: those in {@code words.txt} do not occur. */
class PublicWordsTest {

  /**
   * The texts that are held to the list. Those that are not yet rewritten are only counted, in
   * {@code target/words.txt}.
   */
  private static final Set<PublicTexts> STRICT = EnumSet.allOf(PublicTexts.class);

  @Test
  void noPublicTextHasAWordThatTheFieldDoesNotUse() throws IOException {
    PublicWords words = PublicWords.load();
    List<String> report = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (PublicTexts source : PublicTexts.values()) {
      List<String> found = new ArrayList<>();
      Map<String, String> texts = source.texts();
      texts.forEach((name, text) -> found.addAll(words.in(name, text)));
      assertThat(texts).as(source.name()).isNotEmpty();
      assertThat(String.join("", texts.values())).as(source.name()).hasSizeGreaterThan(4000);
      report.add("%s: %d in %d texts".formatted(source, found.size(), texts.size()));
      report.addAll(found);
      if (STRICT.contains(source)) {
        wrong.addAll(found);
      }
    }
    Files.write(Path.of("target/words.txt"), report);

    assertThat(wrong).as("all of them: server/target/words.txt").isEmpty();
  }

  @Test
  void aWordIsFoundWithItsLineAndWhatToWriteInstead() throws IOException {
    PublicWords words = PublicWords.load();

    assertThat(words.size()).isGreaterThan(40);
    assertThat(words.in("a.md", "Good.\n\nNobody hears\nof it, what a node is told"))
        .satisfiesExactlyInAnyOrder(
            one -> assertThat(one).startsWith("a.md:3: \"Nobody\"; write: no user"),
            two -> assertThat(two).startsWith("a.md:3: \"hears\"; write: subscribe to"),
            three -> assertThat(three).startsWith("a.md:4: \"is told\""),
            four -> assertThat(four).startsWith("a.md:4: \"told\""));
  }

  @Test
  void codeBlocksButtonsAndLinksAreNoProse() throws IOException {
    PublicWords words = PublicWords.load();

    assertThat(words.in("a.md", "`answer` *Resend* [x](repair.md)\n")).isEmpty();
    assertThat(words.in("a.md", "```sh\nnobody\n```\n")).isEmpty();
    assertThat(words.in("a.md", "**nobody** answered-like hooks-jdbc `a`\n")).hasSize(1);
  }
}
