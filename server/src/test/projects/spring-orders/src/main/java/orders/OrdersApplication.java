package orders;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.DeliveryFilter;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Places orders, each with its event, and rolls one back. */
@SpringBootApplication
public class OrdersApplication {

  /**
   * Runs once.
   *
   * @param arguments the URL of the database, that of the receiver, the first and the last number,
   *     and {@code leave} or {@code drain}: whether to wait until everything is delivered
   */
  public static void main(String[] arguments) throws Exception {
    try (ConfigurableApplicationContext context =
        SpringApplication.run(OrdersApplication.class, "--spring.datasource.url=" + arguments[0])) {
      Hooks hooks = context.getBean(Hooks.class);
      if (hooks.webhooks().list().isEmpty()) {
        Registered shipping =
            hooks
                .webhooks()
                .register(WebhookRegistration.of("shipping", arguments[1]).types("order.*"));
        System.out.println("secret " + shipping.secret());
      }
      Orders orders = context.getBean(Orders.class);
      int last = Integer.parseInt(arguments[3]);
      for (int number = Integer.parseInt(arguments[2]); number <= last; number++) {
        orders.place(new Orders.Order(number));
      }
      try {
        orders.placeAndFail(new Orders.Order(last + 1));
      } catch (IllegalStateException rolledBack) {
        System.out.println(rolledBack.getMessage());
      }
      while (arguments[4].equals("drain")
          && hooks.deliveries().count(DeliveryFilter.ALL.in("pending"), 1).count() > 0) {
        Thread.sleep(20);
      }
    }
  }
}
