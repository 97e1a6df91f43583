package dev.carillon.hooks.spring.boot;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the program. */
@Entity
@Table(name = "orders")
class Order {

  @Id private long id;

  private String item = "";

  /** For JPA. */
  protected Order() {}

  Order(long id, String item) {
    this.id = id;
    this.item = item;
  }

  public long getId() {
    return id;
  }

  public String getItem() {
    return item;
  }
}
