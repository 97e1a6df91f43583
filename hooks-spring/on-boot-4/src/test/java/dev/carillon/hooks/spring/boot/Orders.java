package dev.carillon.hooks.spring.boot;

import dev.carillon.hooks.Published;
import dev.carillon.hooks.spring.WebhookPublisher;
import jakarta.persistence.EntityManager;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** What a program does with its rows, each in another kind of transaction. */
@Service
class Orders {

  private final EntityManager entities;
  private final JdbcTemplate jdbc;
  private final WebhookPublisher webhooks;
  private final ApplicationEventPublisher listeners;
  private final TransactionTemplate ownTransaction;

  Orders(
      EntityManager entities,
      JdbcTemplate jdbc,
      WebhookPublisher webhooks,
      ApplicationEventPublisher listeners,
      org.springframework.transaction.PlatformTransactionManager manager) {
    this.entities = entities;
    this.jdbc = jdbc;
    this.webhooks = webhooks;
    this.listeners = listeners;
    this.ownTransaction = new TransactionTemplate(manager);
    this.ownTransaction.setPropagationBehavior(Propagation.REQUIRES_NEW.value());
  }

  @Transactional
  Published place(Order order) {
    entities.persist(order);
    return webhooks.publish("order.placed", order.getId(), order);
  }

  @Transactional
  void placeAndFail(Order order) {
    place(order);
    entities.flush();
    throw new IllegalStateException("no more " + order.getItem());
  }

  @Transactional
  void placeByJdbc(long id, String item) {
    jdbc.update("insert into orders (id, item) values (?, ?)", id, item);
    webhooks.publish("order.placed", id, "{\"id\":%d}".formatted(id));
  }

  /** The inner transaction is committed, the outer one is not. */
  @Transactional
  void placeInnerAndFail(long outer, long inner) {
    placeByJdbc(outer, "outer");
    ownTransaction.executeWithoutResult(status -> placeByJdbc(inner, "inner"));
    throw new IllegalStateException("the outer one fails");
  }

  /** The event is left to a listener that is called when the order is committed. */
  @Transactional
  void placeForListener(long id) {
    jdbc.update("insert into orders (id, item) values (?, ?)", id, "wheel");
    listeners.publishEvent(new LateListener.Placed(id));
  }

  void placeWithoutTransaction(long id) {
    webhooks.publish("order.placed", id, Map.of("id", id));
  }

  @Transactional(readOnly = true)
  void placeWhileReading(long id) {
    webhooks.publish("order.placed", id, Map.of("id", id));
  }

  long count(long id) {
    Long found = jdbc.queryForObject("select count(*) from orders where id = ?", Long.class, id);
    return found == null ? 0 : found;
  }
}
