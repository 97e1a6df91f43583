package dev.carillon.server.ring;

class FirstRingOnSqliteTest extends FirstRing {

  @Override
  String newDatabase() {
    return "";
  }
}
