package dev.carillon.server.webhooks.registration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookListApiTest {

  @ParameterizedTest
  @CsvSource({"0, 10000", "10, 10000", "200, 500", "1000, 100", "20000, 100"})
  void theMoreWebhooksThereAreTheLessIsCountedOfEach(int webhooks, int counted) {
    assertThat(WebhookListApi.countedMax(webhooks)).isEqualTo(counted);
  }
}
