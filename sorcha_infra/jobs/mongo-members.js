// How scripts reach the members of a set one by one, whatever their role. Environment: MONGO_ROOT.
const fs = require("fs");

const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, "utf8");
const DIRECT = "directConnection=true&serverSelectionTimeoutMS=3000&connectTimeoutMS=3000";

// What a member says of itself without a login; null where it does not answer.
function hello(host) {
  try {
    return new Mongo(`mongodb://${host}/?${DIRECT}`).getDB("admin").hello();
  } catch (error) {
    return null;
  }
}

// Its admin database as root; null where it does not know root with this password.
function asRoot(host) {
  const login = `${encodeURIComponent(process.env.MONGO_ROOT)}:${encodeURIComponent(secret("root"))}`;
  try {
    return new Mongo(`mongodb://${login}@${host}/?authSource=admin&${DIRECT}`).getDB("admin");
  } catch (error) {
    if (error.code === 18) return null; // AuthenticationFailed
    throw error;
  }
}

// The members as one of them knows them.
function membersOf(said) {
  return [...said.hosts, ...(said.passives || [])];
}

// Who takes writes at the moment; null where nobody says so.
function primaryOf(hosts) {
  for (const host of hosts) {
    if (hello(host)?.isWritablePrimary) return host;
  }
  return null;
}
