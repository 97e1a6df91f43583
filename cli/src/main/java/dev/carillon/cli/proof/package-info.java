/**
 * Checks proofs of attempts without a server. Depends on the form of proofs and on the terminal.
 */
@NullMarked
package dev.carillon.cli.proof;

import org.jspecify.annotations.NullMarked;
