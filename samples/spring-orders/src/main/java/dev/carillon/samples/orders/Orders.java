package dev.carillon.samples.orders;

import dev.carillon.hooks.spring.WebhookPublisher;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The shop's orders. Each change and its event are one transaction. */
@Service
public class Orders {

  private final JdbcClient jdbc;
  private final WebhookPublisher webhooks;

  Orders(JdbcClient jdbc, WebhookPublisher webhooks) {
    this.jdbc = jdbc;
    this.webhooks = webhooks;
  }

  /** Takes an order. */
  @Transactional
  public Order place(String customer, String item) {
    Order order =
        jdbc.sql(
                """
                insert into orders (customer, item, status) values (:customer, :item, 'placed')
                returning id, customer, item, status
                """)
            .param("customer", customer)
            .param("item", item)
            .query(Order.class)
            .single();
    publish("order.placed", order);
    return order;
  }

  /** Ships an order of a customer that was not shipped yet. */
  @Transactional
  public Optional<Order> ship(String customer, long id) {
    Optional<Order> shipped =
        jdbc.sql(
                """
                update orders set status = 'shipped'
                where id = :id and customer = :customer and status = 'placed'
                returning id, customer, item, status
                """)
            .param("id", id)
            .param("customer", customer)
            .query(Order.class)
            .optional();
    shipped.ifPresent(order -> publish("order.shipped", order));
    return shipped;
  }

  /** The newest orders of a customer. */
  public List<Order> of(String customer) {
    return jdbc.sql(
            """
            select id, customer, item, status from orders
            where customer = :customer order by id desc limit 50
            """)
        .param("customer", customer)
        .query(Order.class)
        .list();
  }

  /** Only the customer's own webhooks get it. */
  private void publish(String type, Order order) {
    webhooks.publish(webhooks.event(type, order.id(), order).ownedBy(order.customer()));
  }
}
