package dev.carillon.hooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Published;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.testkit.ReceivedWebhook;
import dev.carillon.hooks.testkit.WebhookReceiver;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.IllegalTransactionStateException;

/** An event shares the fate of the transaction that publishes it, whatever manages it. */
@ShopTest
class TransactionsTest {

  private final WebhookReceiver receiver = WebhookReceiver.start();

  @Autowired private Orders orders;
  @Autowired private LateListener late;
  @Autowired private Hooks hooks;

  private Registered webhook;

  @BeforeEach
  void register() {
    webhook =
        hooks
            .webhooks()
            .register(WebhookRegistration.of("orders", receiver.url()).types("order.placed"));
    receiver.secrets(webhook.secret());
  }

  @AfterEach
  void remove() {
    hooks.webhooks().remove(webhook.webhook().id());
    receiver.close();
  }

  @Test
  void withJpaTheOrderAndItsWebhookAreCommittedTogether() {
    Published published = orders.place(new Order(1, "bell"));

    ReceivedWebhook request = receiver.next();
    assertThat(published.webhooks()).isEqualTo(1);
    assertThat(request.type()).isEqualTo("order.placed");
    assertThat(request.text()).isEqualTo("{\"id\":1,\"item\":\"bell\"}");
    assertThat(orders.count(1)).isEqualTo(1);
  }

  @Test
  void whatIsRolledBackIsNeitherStoredNorSent() {
    assertThatThrownBy(() -> orders.placeAndFail(new Order(2, "rope"))).hasMessage("no more rope");
    assertThat(orders.count(2)).isZero();
    assertThat(subjects()).doesNotContain("2");

    orders.placeByJdbc(3, "clapper");
    assertThat(receiver.next().text()).isEqualTo("{\"id\":3}");
    assertThat(receiver.received()).hasSize(1);
  }

  @Test
  void withJdbcTheTransactionIsTheSame() {
    orders.placeByJdbc(4, "clapper");

    assertThat(receiver.next().text()).isEqualTo("{\"id\":4}");
    assertThat(orders.count(4)).isEqualTo(1);
  }

  @Test
  void aTransactionWithinAnotherHasEventsOfItsOwn() {
    assertThatThrownBy(() -> orders.placeInnerAndFail(5, 6)).hasMessage("the outer one fails");

    assertThat(receiver.next().text()).isEqualTo("{\"id\":6}");
    assertThat(orders.count(5)).isZero();
    assertThat(orders.count(6)).isEqualTo(1);
    assertThat(subjects()).contains("6").doesNotContain("5");
  }

  @Test
  void withoutATransactionNothingIsPublished() {
    assertThatThrownBy(() -> orders.placeWithoutTransaction(7))
        .isInstanceOf(IllegalTransactionStateException.class)
        .hasMessageContaining("annotate the calling method with @Transactional");
    assertThatThrownBy(() -> orders.placeWhileReading(8))
        .isInstanceOf(IllegalTransactionStateException.class)
        .hasMessageContaining("take readOnly = true off");
    assertThat(subjects()).doesNotContain("7", "8");
  }

  @Test
  void afterTheCommitNothingIsPublished() {
    orders.placeForListener(9);
    assertThat(orders.count(9)).isEqualTo(1);
    assertThat(late.refused())
        .isInstanceOf(IllegalTransactionStateException.class)
        .hasMessageContaining("publish before the commit");
    assertThat(subjects()).doesNotContain("9");
  }

  private List<String> subjects() {
    return hooks.events().after(0, Journal.Wanted.ALL, 1_000).events().stream()
        .map(Journal.Recorded::subject)
        .toList();
  }
}
