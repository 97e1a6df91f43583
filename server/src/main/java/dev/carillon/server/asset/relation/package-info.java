/**
 * What assets have to do with each other: relations, collections and their members, and how a
 * search finds them. Relations are rows beside the assets, not part of them: to make or end one
 * changes no asset and tells no webhook. Uses {@code asset} and the packages that it uses.
 */
@NullMarked
package dev.carillon.server.asset.relation;

import org.jspecify.annotations.NullMarked;
