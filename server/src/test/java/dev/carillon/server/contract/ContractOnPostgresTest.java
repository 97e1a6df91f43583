package dev.carillon.server.contract;

import dev.carillon.server.accounts.Postgres;

class ContractOnPostgresTest extends ContractSuite {

  @Override
  String database() {
    return Postgres.fresh();
  }
}
