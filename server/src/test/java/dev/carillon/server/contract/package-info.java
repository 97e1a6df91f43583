/**
 * What the model product does, each sentence tried as a client would. A class that ends in {@code
 * Contract} is a part; each of its methods with {@link dev.carillon.server.contract.Row} is a
 * sentence with its evidence. {@code docs/contract.md} lists all of them. The other tests of the
 * package go deeper: odd bodies, limits, bad input.
 */
@NullMarked
package dev.carillon.server.contract;

import org.jspecify.annotations.NullMarked;
