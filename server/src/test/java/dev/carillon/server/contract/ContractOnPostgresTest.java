package dev.carillon.server.contract;

import dev.carillon.server.testing.TestDatabase;
import org.junit.jupiter.api.Tag;

@Tag("long")
class ContractOnPostgresTest extends ContractSuite {

  @Override
  String database() {
    return TestDatabase.POSTGRESQL.fresh();
  }
}
