package dev.carillon.server.webhooks.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryFilterReaderTest {

  @Test
  void parametersAndJsonWithTheSameKeysAreTheSameFilter() {
    DeliveryFilter params =
        of(
            "state", "pending,exhausted",
            "webhook", "0123456789abcdefghij-_",
            "type", "asset_*, folder_create",
            "code", "404,5xx,500-510",
            "error", "connect_refused,http_5xx",
            "from", "2026-11-25T10:00:00+01:00",
            "to", "1795600800000",
            "asset", "a b",
            "event", "zzzzzzzzzzzzzzzzzzzzzz",
            "text", "needle");
    DeliveryFilter json =
        DeliveryFilterReader.of(
            Json.read(
                """
                {"state": ["pending", "exhausted"], "webhook": "0123456789abcdefghij-_",
                 "type": "asset_*,folder_create", "code": [404, "5xx", "500-510"],
                 "error": "connect_refused,http_5xx", "from": "2026-11-25T09:00:00Z",
                 "to": 1795600800000, "asset": "a b", "event": "zzzzzzzzzzzzzzzzzzzzzz",
                 "text": "needle"}"""));

    assertThat(json).isEqualTo(params);
    assertThat(params.states()).containsExactlyInAnyOrder("pending", "exhausted");
    assertThat(params.last().codes())
        .containsExactly(new Codes(404, 404), new Codes(500, 599), new Codes(500, 510));
    assertThat(params.last().errors())
        .containsExactlyInAnyOrder(ErrorClass.CONNECT_REFUSED, ErrorClass.HTTP_5XX);
    assertThat(params.created().from()).isEqualTo(Instant.parse("2026-11-25T09:00:00Z"));
    assertThat(params.about().types()).containsExactly("asset_*", "folder_create");
  }

  @Test
  void nothingIsAskedForByNothing() {
    assertThat(of()).isEqualTo(DeliveryFilter.ALL);
    assertThat(of("state", "", "text", "")).isEqualTo(DeliveryFilter.ALL);
    assertThat(DeliveryFilterReader.of(Json.read("{\"asset\": null}")))
        .isEqualTo(DeliveryFilter.ALL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "state | waiting | 'waiting', but must be of pending, delivered",
        "code | 40x | such as 404, 5xx or 500-599",
        "code | 599-500 | such as 404",
        "error | connect_refuse | nearest is connect_refused",
        "webhook | short | 22 characters",
        "event | short | 22 characters",
        "from | yesterday | such as 2026-11-25T10:00:00Z",
        "to | -1 | such as 2026-11-25T10:00:00Z",
        "type | Asset Create | asset_create or asset_*",
        "text | needle | 'text' needs 'from'"
      })
  void whatIsNotAllowedIsNamed(String key, String value, String message) {
    assertThatThrownBy(() -> of(key, value))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(message);
    assertThatThrownBy(
            () -> DeliveryFilterReader.of(Json.read("{\"" + key + "\": \"" + value + "\"}")))
        .isInstanceOf(Problem.class);
  }

  @Test
  void aTimeMustNotEndBeforeItBegins() {
    assertThatThrownBy(() -> of("from", "2026-11-25T10:00:00Z", "to", "2026-11-25T10:00:00Z"))
        .hasMessageContaining("later than 'from'");
  }

  private static DeliveryFilter of(String... pairs) {
    Map<String, List<String>> params = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      params.put(pairs[i], List.of(pairs[i + 1]));
    }
    return DeliveryFilterReader.of(new Params(params));
  }
}
