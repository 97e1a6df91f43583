package dev.carillon.samples.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the shop. Any number of instances may share one database. */
@SpringBootApplication
public class OrdersApplication {

  /** Starts one instance. */
  public static void main(String[] arguments) {
    SpringApplication.run(OrdersApplication.class, arguments);
  }
}
