package org.jpose.core.pose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeopleFilterTest {
  /** Somebody of all joints on a lattice from a corner. */
  private static Pose person(double x, double y, double score) {
    List<Keypoint> joints = new ArrayList<>();
    for (int i = 0; i < 18; i++) {
      String name = Skeletons.COCO18.joints().get(i).name();
      joints.add(new Keypoint(i, name, (float) (x + i % 3 * 20), (float) (y + i / 3 * 20), 0.9f));
    }
    return new Pose(Skeletons.COCO18, joints, (float) score);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5, true",
    "0, 0, true",
    "10, 5, true",
    "10.1, 5, false",
    "-0.1, 5, false",
    "5, 10, true"
  })
  void pointsOfASquare(double x, double y, boolean inside) {
    assertEquals(inside, Region.parse("0,0 10,0 10,10 0,10").contains(x, y));
    assertEquals(inside, Region.parse("0,10;10,10;10,0;0,0").contains(x, y), "the other way round");
  }

  @Test
  void aRegionMayBeHollow() {
    Region horseshoe = Region.parse("0,0 30,0 30,30 20,30 20,10 10,10 10,30 0,30");
    assertEquals(true, horseshoe.contains(5, 25));
    assertEquals(true, horseshoe.contains(25, 25));
    assertEquals(false, horseshoe.contains(15, 25));
    assertEquals(true, horseshoe.contains(15, 5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1,2", "1,2 3,4", "1,2 3,4 5", "1,2 3,4 x,5", "1,2 3,4 NaN,5"})
  void wrongRegions(String text) {
    assertThrows(IllegalArgumentException.class, () -> Region.parse(text));
  }

  @Test
  void keepsThoseInRegions() {
    List<Pose> people = List.of(person(0, 0, 0.9), person(200, 0, 0.8), person(400, 0, 0.7));
    PeopleFilter left = PeopleFilter.all().in(List.of(Region.parse("0,0 100,0 100,200 0,200")));
    assertEquals(List.of(people.get(0)), left.apply(people));
    PeopleFilter ends =
        PeopleFilter.all()
            .in(
                List.of(
                    Region.parse("390,0 500,0 500,200 390,200"),
                    Region.parse("0,0 100,0 100,200 0,200")));
    assertEquals(List.of(people.get(0), people.get(2)), ends.apply(people));
    assertEquals(people, PeopleFilter.all().apply(people));
  }

  @Test
  void keepsTheBestOfDuplicates() {
    Pose one = person(0, 0, 0.9);
    Pose same = person(2, 1, 0.8);
    Pose other = person(60, 0, 0.7);
    List<Pose> people = List.of(one, same, other);
    assertEquals(List.of(one, other), PeopleFilter.all().withoutDuplicates(0.8).apply(people));
    assertEquals(people, PeopleFilter.all().withoutDuplicates(1).apply(people));
    assertEquals(1, PeopleFilter.likeness(one, one));
    // Half a person over a whole one is a duplicate; a whole one over a half is not.
    Pose half = new Pose(Skeletons.COCO18, one.keypoints().subList(0, 9), 0.5f);
    assertEquals(1, PeopleFilter.likeness(one, half));
    assertEquals(0.5, PeopleFilter.likeness(half, one), 1e-9);
    for (double wrong : new double[] {0, -1, 1.1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class, () -> PeopleFilter.all().withoutDuplicates(wrong));
    }
  }

  /** Where somebody is, is where the mean of the joints is, whatever the arms reach for. */
  @Test
  void aRegionTakesPeopleByTheirMiddle() {
    Region left = Region.parse("0,0 100,0 100,200 0,200");
    Pose standing = person(60, 0, 0.9);
    Pose reaching = person(90, 0, 0.9);
    assertEquals(List.of(standing), PeopleFilter.all().in(List.of(left)).apply(List.of(standing)));
    assertEquals(List.of(), PeopleFilter.all().in(List.of(left)).apply(List.of(reaching)));
    Pose wrist =
        new Pose(Skeletons.COCO18, List.of(new Keypoint(4, "right_wrist", 99, 199, 0.5f)), 0.5f);
    assertEquals(List.of(wrist), PeopleFilter.all().in(List.of(left)).apply(List.of(wrist)));
  }

  @Test
  void overlappingRegionsTakeNobodyTwice() {
    List<Pose> people = List.of(person(0, 0, 0.9), person(40, 0, 0.8));
    PeopleFilter filter =
        PeopleFilter.all()
            .in(
                List.of(
                    Region.parse("0,0 100,0 100,200 0,200"),
                    Region.parse("-50,-50 300,-50 300,300 -50,300")));
    assertEquals(people, filter.apply(people));
  }

  @Test
  void aRegionOutsideThePictureHasNobody() {
    PeopleFilter nowhere =
        PeopleFilter.all().in(List.of(Region.parse("-10,-10 -20,-10 -20,-20 -10,-20")));
    assertEquals(List.of(), nowhere.apply(List.of(person(0, 0, 0.9))));
  }

  /** Each is like the next; only those like one that is kept go. */
  @Test
  void duplicatesAreOfThoseThatAreKept() {
    Pose first = person(0, 0, 0.9);
    Pose second = person(8, 0, 0.8);
    Pose third = person(16, 0, 0.7);
    double near = PeopleFilter.likeness(first, second);
    double far = PeopleFilter.likeness(first, third);
    assertEquals(true, far < near, far + ", " + near);
    PeopleFilter filter = PeopleFilter.all().withoutDuplicates((near + far) / 2);
    assertEquals(List.of(first, third), filter.apply(List.of(first, second, third)));
  }

  @Test
  void aChildBeforeAnAdultIsNoDuplicate() {
    Pose adult = person(0, 0, 0.9);
    Pose child =
        adult.map(
            joint ->
                new Keypoint(
                    joint.joint(),
                    joint.name(),
                    20 + joint.x() / 3,
                    60 + joint.y() / 3,
                    joint.score()));
    List<Pose> both = List.of(adult, child);
    assertEquals(both, PeopleFilter.all().withoutDuplicates(0.5).apply(both));
  }

  @Test
  void duplicatesInOneRegionDoNotCountInAnother() {
    Pose outside = person(120, 0, 0.9);
    Pose inside = person(75, 0, 0.8);
    PeopleFilter filter =
        PeopleFilter.all()
            .in(List.of(Region.parse("0,0 100,0 100,200 0,200")))
            .withoutDuplicates(0.01);
    assertEquals(List.of(inside), filter.apply(List.of(outside, inside)));
  }

  /** Options go to other machines, where equal ones share a network. */
  @Test
  void equalAfterAJourney() throws Exception {
    PeopleFilter filter =
        PeopleFilter.all().withoutDuplicates(0.7).in(List.of(Region.parse("0,0 1,0 1,1")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(filter);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(filter, in.readObject());
    }
  }
}
