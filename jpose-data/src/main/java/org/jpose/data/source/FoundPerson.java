package org.jpose.data.source;

import org.jpose.core.pose.Box;

/**
 * A person as jpose's result files have one. Wraps its array.
 *
 * @param names numbers of the joints' names in the file's table, in the person's order
 * @param numbers x, y and score of each joint
 * @param box the rectangle of the file, or around the joints
 */
record FoundPerson(int[] names, float[] numbers, Box box) {}
