package orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.spring.testing.AutoConfigureRecordingHooks;
import dev.carillon.hooks.testkit.PublishedEvent;
import dev.carillon.hooks.testkit.RecordingHooks;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The program's own tests, with the kit. */
@SpringBootTest
@AutoConfigureRecordingHooks
class OrdersTest {

  @Autowired private Orders orders;
  @Autowired private RecordingHooks recorded;

  @Test
  void anOrderIsPublishedUnlessItIsRolledBack() {
    orders.place(new Orders.Order(1));
    assertThatThrownBy(() -> orders.placeAndFail(new Orders.Order(2)))
        .hasMessage("no bell is left");
    assertThat(recorded.published("order.placed"))
        .extracting(PublishedEvent::subject)
        .containsExactly("1");
  }
}
