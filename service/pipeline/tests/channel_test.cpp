#include "service/pipeline/channel.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <thread>

namespace millrace {
namespace {

struct Box {
  int content = 0;
  void clear() { content = 0; }
};
struct Letter {
  int number = 0;
  std::unique_ptr<Box> box;
};
using Post = Channel<Letter, Box>;

struct Ends {
  Bell receiver;
  Bell sender;
  EndOfRun ended{false};
};

TEST(SpscQueue, RefusesWhenFullAndLeavesTheValueAlone) {
  SpscQueue<std::unique_ptr<int>> queue(2);
  auto first = std::make_unique<int>(1);
  auto second = std::make_unique<int>(2);
  auto third = std::make_unique<int>(3);
  ASSERT_TRUE(queue.try_push(first));
  ASSERT_TRUE(queue.try_push(second));
  EXPECT_FALSE(queue.try_push(third));
  ASSERT_TRUE(third);
  EXPECT_EQ(**queue.try_pop(), 1);
  EXPECT_TRUE(queue.try_push(third));
}

TEST(SpscQueue, KeepsSparePlacesForThoseWhoMayUseThem) {
  SpscQueue<int> queue(3);
  int value = 1;
  EXPECT_TRUE(queue.try_push(value, 2));
  EXPECT_FALSE(queue.try_push(value, 2));
  EXPECT_TRUE(queue.try_push(value));
}

RC_GTEST_PROP(SpscQueue, BehavesLikeABoundedDeque, ()) {
  const auto capacity = *rc::gen::inRange<std::size_t>(1, 6);
  SpscQueue<int> queue(capacity);
  std::deque<int> model;
  int next = 0;
  for (const bool push : *rc::gen::arbitrary<std::vector<bool>>()) {
    if (push) {
      const bool room = model.size() < capacity;
      RC_ASSERT(queue.try_push(next) == room);
      if (room) model.push_back(next);
      ++next;
    } else {
      const auto popped = queue.try_pop();
      RC_ASSERT(popped.has_value() == !model.empty());
      if (!popped) continue;
      RC_ASSERT(*popped == model.front());
      model.pop_front();
    }
  }
}

TEST(Channel, DeliversEverythingInOrderBetweenTwoThreads) {
  Ends ends;
  Post post(4, ends.receiver, ends.sender);
  constexpr int kLetters = 20000;
  std::jthread sender([&] {
    for (int i = 0; i < kLetters; ++i) {
      post.send({i, post.fresh()}, ends.ended);
      if (i % 7 == 6) post.ring();  // a full channel rings by itself
    }
    post.ring();
  });
  for (int expected = 0; expected < kLetters;) {
    const auto ticket = ends.receiver.ticket();
    auto letter = post.receive();
    if (!letter) {
      ends.receiver.wait(ticket, std::chrono::seconds(10));
      continue;
    }
    ASSERT_EQ(letter->number, expected++);
    post.give_back(std::move(letter->box));
  }
}

TEST(Channel, WakesItsReceiverAtARingOnly) {
  Ends ends;
  Post post(4, ends.receiver, ends.sender);
  const auto before = ends.receiver.ticket();
  ASSERT_TRUE(post.send({1, nullptr}, ends.ended));
  post.send_at_once({2, nullptr});
  EXPECT_EQ(ends.receiver.ticket(), before);
  post.ring();
  EXPECT_NE(ends.receiver.ticket(), before);
}

TEST(Channel, DoesNotWakeItsReceiverForNothing) {
  Ends ends;
  Post post(4, ends.receiver, ends.sender);
  const auto before = ends.receiver.ticket();
  post.ring();
  EXPECT_EQ(ends.receiver.ticket(), before);
}

TEST(Channel, ABarrierFindsRoomInAFullChannel) {
  Ends ends;
  Post post(1, ends.receiver, ends.sender);
  ASSERT_TRUE(post.send({1, nullptr}, ends.ended));
  post.send_at_once({2, nullptr});
  EXPECT_EQ(post.receive()->number, 1);
  EXPECT_EQ(post.receive()->number, 2);
}

TEST(Channel, ASenderWaitingForRoomGivesUpWhenTheRunEnds) {
  Ends ends;
  Post post(1, ends.receiver, ends.sender);
  ASSERT_TRUE(post.send({1, nullptr}, ends.ended));
  std::atomic<bool> sent{true};
  {
    std::jthread sender([&] { sent = post.send({2, nullptr}, ends.ended); });
    ends.ended = true;
    ends.sender.ring();
  }
  EXPECT_FALSE(sent);
}

TEST(Channel, KnowsHowLongItsSenderFoundNoRoom) {
  Ends ends;
  Post post(1, ends.receiver, ends.sender);
  ASSERT_TRUE(post.send({1, nullptr}, ends.ended));
  EXPECT_EQ(post.waited().count(), 0);
  ends.ended = true;
  ASSERT_FALSE(post.send({2, nullptr}, ends.ended));
  EXPECT_GT(post.waited().count(), 0);
}

TEST(Channel, UsedBatchesComeBackCleared) {
  Ends ends;
  Post post(2, ends.receiver, ends.sender);
  auto box = std::make_unique<Box>();
  box->content = 7;
  const auto* address = box.get();
  post.give_back(std::move(box));
  const auto again = post.fresh();
  EXPECT_EQ(again.get(), address);
  EXPECT_EQ(again->content, 0);
}

TEST(Bell, ARingBetweenTicketAndWaitIsNotLost) {
  Bell bell;
  const auto ticket = bell.ticket();
  bell.ring();
  bell.wait(ticket, std::chrono::hours(1));  // would outlast the test's limit
  SUCCEED();
}

}  // namespace
}  // namespace millrace
