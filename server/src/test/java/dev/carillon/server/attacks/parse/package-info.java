/** Our own parsers under texts that were bent at random, from a corpus that is kept. */
@NullMarked
package dev.carillon.server.attacks.parse;

import org.jspecify.annotations.NullMarked;
