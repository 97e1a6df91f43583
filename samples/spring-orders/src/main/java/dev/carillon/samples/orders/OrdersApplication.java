package dev.carillon.samples.orders;

import dev.carillon.hooks.spring.HooksCustomizer;
import dev.carillon.hooks.webhook.OwnerLimits;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts the shop. Any number of instances may share one database. */
@SpringBootApplication
public class OrdersApplication {

  /** What the webhooks of one customer may use together. */
  private static final OwnerLimits OF_A_CUSTOMER =
      OwnerLimits.NONE.withMaxWebhooks(5).withMaxPerSecond(200);

  /** Starts one instance. */
  public static void main(String[] arguments) {
    SpringApplication.run(OrdersApplication.class, arguments);
  }

  @Bean
  HooksCustomizer limitsOfCustomers() {
    return webhooks -> webhooks.ownerLimits(customer -> OF_A_CUSTOMER);
  }
}
