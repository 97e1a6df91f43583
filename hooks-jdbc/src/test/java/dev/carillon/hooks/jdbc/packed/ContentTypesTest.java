package dev.carillon.hooks.jdbc.packed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Payload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What payloads are sent as comes back as it was. */
class ContentTypesTest {

  private static final Payload PLAIN = Payload.of("{}");
  private static final Payload XML = PLAIN.as("application/xml");
  private static final Payload CLOUD = PLAIN.as("application/cloudevents+json; charset=UTF-8");
  private static final Payload BINARY = PLAIN.with(Map.of("ce-id", "a: b"));

  @Test
  void plainJsonTakesNoSpaceAndOneTypeStandsAsItIs() {
    assertThat(ContentTypes.read(null).text()).isNull();
    assertThat(ContentTypes.read(null).typed(3, PLAIN)).isEqualTo(PLAIN);
    assertThat(ContentTypes.read("application/xml").text()).isEqualTo("application/xml");
    assertThat(ContentTypes.read("application/xml").typed(3, PLAIN)).isEqualTo(XML);
    assertThat(ContentTypes.read(null).appended(1, PLAIN)).isEqualTo(ContentTypes.JSON);
  }

  @Test
  void whatIsSentInsteadOfAnotherPayloadKeepsWhy() {
    Payload bare = PLAIN.withProblem("not: that\none");
    ContentTypes types = ContentTypes.read(ContentTypes.JSON.appended(1, bare).text());
    assertThat(types.typed(0, PLAIN)).isEqualTo(PLAIN);
    assertThat(types.typed(1, PLAIN)).isEqualTo(bare);
    assertThat(types.typed(1, PLAIN).problem()).isEqualTo("not: that one");
    assertThat(types.typed(2, PLAIN)).isEqualTo(PLAIN);
  }

  @Test
  void theTypeAloneIsThatOfThePayload() {
    ContentTypes json = ContentTypes.JSON.appended(1, BINARY).appended(2, CLOUD).appended(3, XML);
    for (ContentTypes types :
        List.of(json, ContentTypes.read("application/xml"), ContentTypes.read(json.text()))) {
      for (int index = 0; index < 6; index++) {
        assertThat(types.type(index)).isEqualTo(types.typed(index, PLAIN).contentType());
      }
    }
  }

  @Test
  void eachPayloadThatIsAddedKeepsItsTypeAndItsHeaders() {
    for (String stored : List.of("", "application/xml")) {
      ContentTypes first = ContentTypes.read(stored.isEmpty() ? null : stored);
      ContentTypes types = first;
      List<Payload> sent =
          List.of(types.typed(0, PLAIN), CLOUD, BINARY, XML, BINARY.withProblem("no"), PLAIN);
      for (int i = 1; i < sent.size(); i++) {
        types = ContentTypes.read(types.appended(i, sent.get(i)).text());
      }
      for (int i = 0; i < sent.size(); i++) {
        assertThat(types.typed(i, PLAIN)).isEqualTo(sent.get(i));
      }
      assertThat(types.snapshot()).isEqualTo(first.snapshot());
    }
  }
}
