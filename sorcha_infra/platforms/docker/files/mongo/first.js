// Whether this empty member is the first of a new set: ends with 0 where all of MONGO_FIRST say so.
load("/sorcha/mongo-members.js");

for (const peer of process.env.MONGO_FIRST.split(",")) {
  const said = hello(peer);
  if (said === null) {
    print(`waiting for ${peer}: it does not answer, and it may hold the data that this member lost`);
    process.exit(1);
  }
  // A member that has just started may not yet know its set, but it knows its users.
  if (said.setName || asRoot(peer) !== null) {
    print(`SET EXISTS at ${peer}: this member starts empty and is given its data`);
    process.exit(1);
  }
}
