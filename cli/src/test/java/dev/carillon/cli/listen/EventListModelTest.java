package dev.carillon.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.listen.InteractiveListen.EventListModel.Wish;
import dev.carillon.cli.terminal.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The list of an interactive listen. */
class EventListModelTest {

  private static final PrintWriter NOWHERE = new PrintWriter(new StringWriter());

  private final InteractiveListen.EventListModel board =
      new InteractiveListen.EventListModel(
          "Ready.", new Screen(NOWHERE, NOWHERE, false, false, false));

  @Test
  void theNewestIsChosenUntilSomebodyChooses() {
    assertThat(board.chosen()).isEmpty();
    assertThat(board.press(InteractiveListen.EventListModel.Key.UP)).isEqualTo(Wish.NOTHING);
    assertThat(board.chosen()).isEmpty();
    add("one", 204);
    add("two", 204);
    assertThat(chosen()).isEqualTo("two");
    board.press(InteractiveListen.EventListModel.Key.UP);
    add("three", 204);
    assertThat(chosen()).isEqualTo("one");
    board.press(InteractiveListen.EventListModel.Key.DOWN);
    board.press(InteractiveListen.EventListModel.Key.DOWN);
    board.press(InteractiveListen.EventListModel.Key.DOWN);
    assertThat(chosen()).isEqualTo("three");
    add("four", 204);
    assertThat(chosen()).isEqualTo("four");
  }

  @Test
  void linesFillTheHeightAndShowTheChosenOne() {
    for (int i = 0; i < 30; i++) {
      add("e" + i, i % 2 == 0 ? 204 : 500);
    }
    assertThat(board.lines(10)).hasSize(10);
    assertThat(board.lines(10).get(8)).startsWith("> ").contains("e29", "500");
    for (int i = 0; i < 29; i++) {
      board.press(InteractiveListen.EventListModel.Key.UP);
    }
    assertThat(board.lines(10).get(1)).startsWith("> ").contains("e0");
    assertThat(board.lines(10).getLast()).startsWith("30 events, 15 rejected").contains("q quit");
    assertThat(board.lines(3)).hasSize(3).anyMatch(line -> line.startsWith("> "));
  }

  @Test
  void detailsShowThePayloadAndNoControlCharacters() {
    ObjectNode event = event("one");
    event.putObject("payload").put("assetId", "x\u001b[2J");
    board.add(new HandledEvent(event, Optional.empty()));
    board.press(InteractiveListen.EventListModel.Key.DETAILS);
    assertThat(board.lines(20)).anyMatch(line -> line.contains("\"assetId\"")).hasSize(20);
    assertThat(String.join("", board.lines(20))).doesNotContain("\u001b");
    board.press(InteractiveListen.EventListModel.Key.DETAILS);
    assertThat(board.lines(20)).noneMatch(line -> line.contains("\"assetId\""));
  }

  @Test
  void wishesNeedSomethingToWishFor() {
    assertThat(board.press(InteractiveListen.EventListModel.Key.RESEND)).isEqualTo(Wish.NOTHING);
    assertThat(board.lines(5).getLast()).isEqualTo("No event has been received yet.");
    assertThat(board.press(InteractiveListen.EventListModel.Key.QUIT)).isEqualTo(Wish.QUIT);
    add("one", 204);
    assertThat(board.press(InteractiveListen.EventListModel.Key.RESEND)).isEqualTo(Wish.RESEND);
    assertThat(board.press(InteractiveListen.EventListModel.Key.OPEN)).isEqualTo(Wish.OPEN);
  }

  @Test
  void whatIsOldIsForgotten() {
    add("first", 204);
    board.press(InteractiveListen.EventListModel.Key.UP);
    for (int i = 0; i < 1_500; i++) {
      add("e" + i, 204);
    }
    assertThat(board.lines(2_000)).filteredOn(line -> line.contains("204")).hasSize(1_000);
    assertThat(board.chosen()).isPresent();
    assertThat(board.summary()).isEqualTo("1501 events, 0 rejected");
  }

  private void add(String id, int status) {
    board.add(
        new HandledEvent(
            event(id),
            Optional.of(new Forwarded(Instant.EPOCH, "asset_create", id, status, "", 3))));
  }

  private String chosen() {
    return board.chosen().orElseThrow().event().path("id").asText();
  }

  private static ObjectNode event(String id) {
    return JsonNodeFactory.instance.objectNode().put("id", id).put("type", "asset_create");
  }
}
