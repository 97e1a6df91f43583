package orders;

import static dev.carillon.hooks.testkit.HooksAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.testkit.TestHooks;
import dev.carillon.hooks.testkit.WebhookReceiver;
import org.junit.jupiter.api.Test;

/** The program's own tests, with the kit. */
class OrdersTest {

  @Test
  void aRequestThatFailsIsMadeAgain() {
    try (TestHooks test = TestHooks.start()) {
      Hooks hooks = test.hooks();
      WebhookReceiver receiver = test.receiver("order.placed");
      receiver.respond(503, 204);
      hooks.transaction(c -> hooks.publish(c, "order.placed", "7", "{\"item\":\"a bell\"}"));
      test.drain();
      assertEquals(2, receiver.received().size());
      assertThat(hooks).published("order.placed").withSubject("7").once();
    }
  }
}
