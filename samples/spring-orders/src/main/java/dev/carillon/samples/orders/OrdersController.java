package dev.carillon.samples.orders;

import java.security.Principal;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a customer does: order, look, and (to have a second event) ship. */
@RestController
@RequestMapping("/orders")
class OrdersController {

  private final Orders orders;

  OrdersController(Orders orders) {
    this.orders = orders;
  }

  @GetMapping
  List<Order> list(Principal customer) {
    return orders.of(customer.getName());
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Order place(@RequestBody NewOrder order, Principal customer) {
    return orders.place(customer.getName(), order.item());
  }

  @PostMapping("/{id}/shipment")
  ResponseEntity<Order> ship(@PathVariable("id") long id, Principal customer) {
    return ResponseEntity.of(orders.ship(customer.getName(), id));
  }

  /** What is ordered. */
  record NewOrder(String item) {}
}
