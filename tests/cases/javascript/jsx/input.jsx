import { useState } from "react";
import Layout, { Header } from "./layout";

/** The page of a user. */
export function Page({ user, onSave }) {
  const [open, setOpen] = useState(false);
  return (
    <Layout title={user.name} {...defaults}>
      <Header icon={<Icons.Star size={SIZE} />} onClick={() => setOpen(!open)} />
      <div className="box">{open ? <Details user={user} /> : null}</div>
      <Menu.Item onSelect={handleSelect}>{render(user)}</Menu.Item>
      <>
        <input value={TITLE} />
      </>
    </Layout>
  );
}

export const Card = ({ children }) => <section>{children}</section>;
const Memo = memo(Card);
export default Page;
