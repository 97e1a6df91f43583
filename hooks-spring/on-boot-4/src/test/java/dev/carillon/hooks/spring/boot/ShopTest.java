package dev.carillon.hooks.spring.boot;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ContextConfiguration;

/** Tests with this annotation share one running program. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    classes = ShopApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "carillon.hooks.key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
      "carillon.hooks.allow-loopback=true",
      "carillon.hooks.management.path=/admin/webhooks",
      "carillon.hooks.management.role=WEBHOOKS",
      // what the controller shows keeps its names
      "spring.jackson.property-naming-strategy=SNAKE_CASE",
      "spring.jpa.hibernate.ddl-auto=create",
      "spring.jpa.open-in-view=false",
      "management.endpoints.web.exposure.include=health,metrics",
      "management.endpoint.health.show-details=always"
    })
@ContextConfiguration(initializers = FreshDatabase.class)
@interface ShopTest {}
