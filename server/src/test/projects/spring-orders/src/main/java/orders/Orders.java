package orders;

import dev.carillon.hooks.spring.WebhookPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Places orders, each with its event. */
@Service
public class Orders {

  private final JdbcTemplate jdbc;
  private final WebhookPublisher webhooks;

  Orders(JdbcTemplate jdbc, WebhookPublisher webhooks) {
    this.jdbc = jdbc;
    this.webhooks = webhooks;
  }

  /** An order, as webhooks get it. */
  public record Order(long id) {}

  @Transactional
  public void place(Order order) {
    jdbc.update("insert into orders values (?, 'a bell')", order.id());
    webhooks.publish("order.placed", order.id(), order);
  }

  @Transactional
  public void placeAndFail(Order order) {
    place(order);
    throw new IllegalStateException("no bell is left");
  }
}
